/**
 * A real OpenDMARC on loopback, with the configuration in packaging/opendmarc. It asks the name server in /etc/resolv.conf, so it
 * runs in a mount namespace of its own, in which that file names the test's server.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startInBackground } from './background-process.js';
import { startDnsServer } from './dns-server.js';
import { freePort } from './free-port.js';
import { listens, type Filter } from './opendkim.js';
import { throwAwayFolder } from './throw-away-folder.js';
import { waitFor } from './wait-for.js';

/** resolv.conf has no ports, so the test's name server has an address of its own. */
const NAME_SERVER = '127.53.0.53';

/** @param records TXT records of the name server */
export async function startOpenDmarc(authservId: string, records: Readonly<Record<string, string>>): Promise<Filter> {
  const [folder, port] = [await throwAwayFolder('opendmarc'), await freePort()];
  const dns = await startDnsServer(records, { address: NAME_SERVER, port: 53 });
  const inFolder = (name: string): string => join(folder.path, name);
  const settings: Readonly<Record<string, string>> = {
    AuthservID: authservId,
    TrustedAuthservIDs: authservId,
    Socket: `inet:${port}@127.0.0.1`,
    Syslog: 'false',
    // The organizers of the test are on this machine, whose messages are not evaluated by default.
    IgnoreHosts: inFolder('ignored'),
  };
  const packaged = (await readFile('packaging/opendmarc/opendmarc.conf', 'utf8')).split('\n');
  const kept = packaged.filter((line) => !((line.split(' ')[0] ?? '') in settings));
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  await writeFile(inFolder('opendmarc.conf'), [...kept, ...lines, ''].join('\n'));
  await writeFile(inFolder('ignored'), '192.0.2.1\n');
  await writeFile(inFolder('resolv.conf'), `nameserver ${NAME_SERVER}\n`);
  const begin = 'mount --bind "$1" /etc/resolv.conf && exec /usr/sbin/opendmarc -f -c "$2"';
  const filter = startInBackground({
    command: '/usr/bin/unshare',
    args: ['--mount', '/bin/sh', '-c', begin, 'sh', inFolder('resolv.conf'), inFolder('opendmarc.conf')],
  });
  const stop = async (): Promise<void> => {
    await filter.stop();
    await dns.close();
    await folder.remove();
  };
  try {
    await waitFor('OpenDMARC to listen', () => listens(port));
  } catch (error) {
    await stop();
    throw new Error(`OpenDMARC did not start: ${filter.output()}`, { cause: error });
  }
  return { ports: [port], stop };
}

/** Several filters, in the order in which Postfix asks them. */
export async function startAll(...starts: readonly (() => Promise<Filter>)[]): Promise<Filter> {
  const filters: Filter[] = [];
  for (const start of starts) filters.push(await start());
  return {
    ports: filters.flatMap(({ ports }) => ports),
    stop: async () => {
      for (const { stop } of filters) await stop();
    },
  };
}
