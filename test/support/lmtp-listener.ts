/** An LMTP listener on a free port of loopback, with a temporary spill folder. */
import { join } from 'node:path';
import type { InboundPath } from '../../src/delivery/inbound-path.js';
import { startLmtp, type LmtpListener, type LmtpOptions } from '../../src/lmtp/listener.js';
import { instant } from '../../src/mail/instant.js';
import { noCrashMark } from './no-crash-mark.js';
import { silentLog } from './silent-log.js';
import { throwAwayFolder } from './throw-away-folder.js';

export interface TestListener {
  readonly listener: LmtpListener;
  readonly where: { readonly host: string; readonly port: number };
  readonly spillFolder: string;
  stop(): Promise<void>;
}

export async function startTestListener(path: InboundPath, options: Partial<LmtpOptions> = {}): Promise<TestListener> {
  const folder = await throwAwayFolder('lmtp');
  const spillFolder = options.spillFolder ?? join(folder.path, 'spill');
  const starting = startLmtp(
    {
      hostname: 'mx.example',
      listen: { kind: 'tcp', host: '127.0.0.1', port: 0 },
      allow: ['127.0.0.0/8'],
      maxMessageBytes: 8 * 1024 * 1024,
      maxInFlightBytes: 8 * 1024 * 1024,
      maxConnections: 10,
      maxConnectionsPerAddress: 10,
      maxRecipients: 100,
      idleSeconds: 60,
      messageSeconds: 600,
      spillFolder,
      crashMark: noCrashMark,
      clock: () => instant(0),
      log: silentLog,
      ...options,
    },
    path,
  );
  const listener = await starting.catch(async (error: unknown) => {
    await folder.remove();
    throw error;
  });
  const port = listener.address.kind === 'tcp' ? listener.address.port : 0;
  return {
    listener,
    where: { host: '127.0.0.1', port },
    spillFolder,
    async stop() {
      await listener.close(0);
      await folder.remove();
    },
  };
}
