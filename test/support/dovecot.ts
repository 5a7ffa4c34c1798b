/**
 * A real Dovecot on loopback that receives messages by LMTP into maildirs: the benchmark compares frontdesk with it. It has its own
 * configuration, folders and accounts; other settings are Dovecot's defaults, including `mail_fsync = optimized`.
 */
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startInBackground } from './background-process.js';
import { freePort } from './free-port.js';
import { throwAwayFolder } from './throw-away-folder.js';
import { waitFor } from './wait-for.js';

/** The maildirs' owner, Debian's `nobody`: Dovecot delivers for no user below 500. */
const MAIL_UID = 65_534;

export interface Dovecot {
  readonly lmtpPort: number;
  /** Its master; its children are the rest of it. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** An account and the addresses that reach it. */
export interface DovecotAccount {
  readonly name: string;
  readonly addresses: readonly string[];
}

export async function startDovecot(accounts: readonly DovecotAccount[]): Promise<Dovecot> {
  const folder = await throwAwayFolder('dovecot');
  const lmtpPort = await freePort();
  const mailFolder = join(folder.path, 'mail');
  await mkdir(mailFolder);
  await chown(mailFolder, MAIL_UID, MAIL_UID);
  for (const name of ['run', 'state']) await mkdir(join(folder.path, name));
  const userLine = (address: string, account: string): string =>
    `${address}:{PLAIN}secret:${MAIL_UID}:${MAIL_UID}::${join(mailFolder, account)}::\n`;
  const users = accounts.flatMap(({ name, addresses }) => addresses.map((address) => userLine(address, name)));
  await writeFile(join(folder.path, 'users'), users.join(''));
  const configFile = join(folder.path, 'dovecot.conf');
  await writeFile(configFile, dovecotConf(folder.path, lmtpPort));

  const master = startInBackground({ command: '/usr/sbin/dovecot', args: ['-F', '-c', configFile], ownSession: true });
  const log = (): Promise<string> => readFile(join(folder.path, 'dovecot.log'), 'utf8').catch(() => '');
  try {
    await waitFor('Dovecot to start', async () => (await log()).includes('starting up'));
  } catch (error) {
    await master.stop();
    throw new Error(`Dovecot did not start: ${master.output()}${await log()}`, { cause: error });
  }
  return {
    lmtpPort,
    pid: master.pid,
    stop: async () => {
      await master.stop();
      await folder.remove();
    },
  };
}

/** Process limits are raised to what 50 sessions at once need; nothing else is tuned. */
function dovecotConf(folder: string, lmtpPort: number): string {
  return `
protocols = lmtp
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
mail_location = maildir:~/Maildir
auth_username_format = %Lu
ssl = no
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = passwd-file
  args = ${folder}/users
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
service anvil {
  client_limit = 2000
}
service auth {
  client_limit = 2000
}
`.trimStart();
}
