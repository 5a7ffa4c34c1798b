/**
 * A real Rspamd as a milter on loopback: Debian's configuration with the recipe in packaging/rspamd, and a name server of
 * the test's own.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startInBackground } from './background-process.js';
import { startDnsServer } from './dns-server.js';
import { freePort } from './free-port.js';
import { listens, type Filter } from './opendkim.js';
import { throwAwayFolder } from './throw-away-folder.js';
import { waitFor } from './wait-for.js';

/** It compiles many patterns first. */
const START_WITHIN_MS = 60_000;

/** @param records TXT records of the name server */
export async function startRspamd(records: Readonly<Record<string, string>>): Promise<Filter> {
  const [folder, dns, port] = [await throwAwayFolder('rspamd'), await startDnsServer(records), await freePort()];
  const inFolder = (name: string): string => join(folder.path, name);
  await cp('packaging/rspamd/local.d', inFolder('local.d'), { recursive: true });
  await mkdir(inFolder('override.d'));
  const overrides: Readonly<Record<string, string>> = {
    'options.inc': `dns { nameserver = ["127.0.0.1:${dns.port}"]; }\ncontrol_socket = "${inFolder('control.sock')} mode=0600";`,
    'worker-proxy.inc': `bind_socket = "127.0.0.1:${port}"; upstream "local" { default = yes; self_scan = yes; }`,
    'worker-normal.inc': 'enabled = false;',
    'worker-controller.inc': 'enabled = false;',
    'logging.inc': 'type = "console";',
    // The organizers of the test are on this machine, whose messages are not verified by default.
    'dkim.conf': 'check_local = true; check_authed = true;',
    'dmarc.conf': 'check_local = true; check_authed = true;',
    'spf.conf': 'check_local = true; check_authed = true;',
    // What is spam is not what is tested.
    'actions.conf': 'reject = 1000; add_header = 999; greylist = 998;',
  };
  for (const [name, text] of Object.entries(overrides)) await writeFile(inFolder(`override.d/${name}`), `${text}\n`);
  const variables = ['LOCAL_CONFDIR', 'RUNDIR', 'DBDIR', 'LOGDIR'].flatMap((name) => [
    '--var',
    `${name}=${folder.path}`,
  ]);
  const filter = startInBackground({
    command: '/usr/bin/rspamd',
    args: ['--config', '/etc/rspamd/rspamd.conf', '--no-fork', '--insecure', ...variables],
  });
  const stop = async (): Promise<void> => {
    await filter.stop();
    await dns.close();
    await folder.remove();
  };
  try {
    await waitFor('Rspamd to listen', () => listens(port), { withinMs: START_WITHIN_MS });
  } catch (error) {
    await stop();
    throw new Error(`Rspamd did not start: ${filter.output()}`, { cause: error });
  }
  return { ports: [port], stop };
}
