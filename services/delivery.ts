/** Receives messages from the MTA by LMTP. */
import { join } from 'node:path';
import { measurePath } from '../src/delivery/measure-path.js';
import { startLmtp } from '../src/lmtp/listener.js';
import { formatListenAddress } from '../src/runtime/listen-address.js';
import { GRACE_MS, type Service } from '../src/runtime/start-services.js';
import type { Config } from '../src/settings/config.js';
import type { Application } from '../src/wiring.js';

export async function startDelivery(app: Application): Promise<Service> {
  const { config, clock, crashMark, log, process } = app;
  const limits = ({ lmtp, server }: Config) => ({ ...lmtp, hostname: server.hostname });
  const options = { ...limits(config), spillFolder: join(config.dataFolder, 'spill'), crashMark, clock, log };
  const path = process === null ? app.inbound : measurePath(app.inbound, process.metrics);
  const listener = await startLmtp(options, path);
  app.onReload((changed) => listener.limit(limits(changed)));
  return { name: 'delivery', address: formatListenAddress(listener.address), stop: () => listener.close(GRACE_MS) };
}
