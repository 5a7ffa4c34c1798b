/**
 * A real OpenDKIM on loopback, with the configuration in packaging/opendkim. It reads public keys from a file instead of asking
 * name servers.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { startInBackground } from './background-process.js';
import { freePort } from './free-port.js';
import { throwAwayFolder } from './throw-away-folder.js';
import { waitFor } from './wait-for.js';

/** Milters on loopback, in the order in which Postfix asks them. */
export interface Filter {
  readonly ports: readonly number[];
  readonly stop: () => Promise<void>;
}

/** @param keys of `selector._domainkey.domain`: the TXT record */
export async function startOpenDkim(authservId: string, keys: Readonly<Record<string, string>>): Promise<Filter> {
  const folder = await throwAwayFolder('opendkim');
  const port = await freePort();
  const inFolder = (name: string): string => join(folder.path, name);
  const settings: Readonly<Record<string, string>> = {
    AuthservID: authservId,
    Socket: `inet:${port}@127.0.0.1`,
    Syslog: 'no',
    TestPublicKeys: inFolder('keys'),
    // The organizers of the test are on this machine; by default it counts as internal, and nothing is verified.
    InternalHosts: inFolder('internal'),
  };
  const packaged = (await readFile('packaging/opendkim/opendkim.conf', 'utf8')).split('\n');
  const kept = packaged.filter((line) => !((line.split(' ')[0] ?? '') in settings));
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  await writeFile(inFolder('opendkim.conf'), [...kept, ...lines, ''].join('\n'));
  await writeFile(inFolder('internal'), '192.0.2.1\n');
  await writeFile(
    inFolder('keys'),
    Object.entries(keys)
      .map(([name, record]) => `${name} ${record}\n`)
      .join(''),
  );
  const filter = startInBackground({ command: '/usr/sbin/opendkim', args: ['-f', '-x', inFolder('opendkim.conf')] });
  const stop = async (): Promise<void> => {
    await filter.stop();
    await folder.remove();
  };
  try {
    await waitFor('OpenDKIM to listen', () => listens(port));
  } catch (error) {
    await stop();
    throw new Error(`OpenDKIM did not start: ${filter.output()}`, { cause: error });
  }
  return { ports: [port], stop };
}

export async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
