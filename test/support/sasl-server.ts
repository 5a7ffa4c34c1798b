/**
 * A real Dovecot on loopback that only checks passwords, for the log-in at Postfix (SASL). Every user has the same password.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startInBackground } from './background-process.js';
import { freePort } from './free-port.js';
import { throwAwayFolder } from './throw-away-folder.js';
import { waitFor } from './wait-for.js';

export interface SaslServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** @param password without spaces */
export async function startSaslServer(password: string): Promise<SaslServer> {
  const folder = await throwAwayFolder('sasl');
  const port = await freePort();
  for (const name of ['run', 'state']) await mkdir(join(folder.path, name));
  const configFile = join(folder.path, 'dovecot.conf');
  const logFile = join(folder.path, 'dovecot.log');
  await writeFile(
    configFile,
    `
protocols =
base_dir = ${folder.path}/run
state_dir = ${folder.path}/state
log_path = ${logFile}
ssl = no
disable_plaintext_auth = no
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${port}
  }
}
`,
  );
  const master = startInBackground({ command: '/usr/sbin/dovecot', args: ['-F', '-c', configFile], ownSession: true });
  const stop = async (): Promise<void> => {
    await master.stop();
    await folder.remove();
  };
  const log = (): Promise<string> => readFile(logFile, 'utf8').catch(() => '');
  try {
    await waitFor('Dovecot to start', async () => (await log()).includes('starting up'));
  } catch (error) {
    const said = `${master.output()}${await log()}`;
    await stop();
    throw new Error(`Dovecot did not start: ${said}`, { cause: error });
  }
  return { port, stop };
}
