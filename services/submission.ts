/** Receives messages from accounts over SMTP with authentication. */
import { join } from 'node:path';
import { watchCertificate } from '../src/runtime/certificate.js';
import { formatListenAddress } from '../src/runtime/listen-address.js';
import { GRACE_MS, type Service } from '../src/runtime/start-services.js';
import type { Config } from '../src/settings/config.js';
import { startSubmission as startSubmissionListener } from '../src/submission/listener.js';
import type { Application } from '../src/wiring.js';

export async function startSubmission(app: Application): Promise<Service> {
  const { config, clock, log } = app;
  const { certificate: file, key } = config.tls;
  const limits = ({ submission, server }: Config) => ({ ...submission, hostname: server.hostname });
  const spillFolder = join(config.dataFolder, 'spill', 'submission');
  const certificate =
    file === ''
      ? null
      : await watchCertificate({ certificate: file, key }, (changed) => listener.useCertificate(changed), log);
  const options = { ...limits(config), certificate: certificate?.current ?? null, spillFolder, clock, log };
  const listener = await startSubmissionListener(options, app.outbound).catch((error: unknown) => {
    certificate?.close();
    throw error;
  });
  app.onReload((changed) => listener.limit(limits(changed)));
  return {
    name: 'submission',
    address: listener.addresses.map(formatListenAddress).join(', '),
    async stop() {
      certificate?.close();
      await listener.close(GRACE_MS);
    },
  };
}
