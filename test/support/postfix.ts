/**
 * A real Postfix on loopback with temporary folders; it does not use the configuration, queue or service of the system. Needs
 * root: its daemons change to the user postfix.
 */
import { execFile } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startInBackground } from './background-process.js';
import { freePort } from './free-port.js';
import { domainsFile, mainCf, masterCf, type PipedDomain } from './postfix-config.js';
import { throwAwayFolder } from './throw-away-folder.js';
import { waitFor } from './wait-for.js';

const run = promisify(execFile);

/** A message in the queue, as postqueue(1) -j prints it; more fields are there. */
export interface QueuedMessage {
  readonly queue_name: string;
  readonly queue_id: string;
  readonly sender: string;
  readonly recipients: readonly { readonly address: string; readonly delay_reason?: string }[];
}

export interface Postfix {
  readonly smtpPort: number;
  /** Of main.cf: what postconf(1) and postfix(1) take with `-c`. */
  readonly configFolder: string;
  queue(): Promise<QueuedMessage[]>;
  /** Tries everything that waits, now. */
  flush(): Promise<void>;
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface PostfixOptions {
  readonly lmtpPort: number;
  readonly outsidePort: number;
  readonly domains?: readonly string[];
  readonly verifyRecipients?: boolean;
  /** When frontdesk must know it before it starts: its relay. */
  readonly smtpPort?: number;
  /** A domain that neither frontdesk nor the outside has. */
  readonly piped?: PipedDomain;
  /** Of main.cf, besides those of a test. */
  readonly further?: Readonly<Record<string, string>>;
}

export async function startPostfix(options: PostfixOptions): Promise<Postfix> {
  const folder = await throwAwayFolder('postfix');
  const smtpPort = options.smtpPort ?? (await freePort());
  const { domains = ['corp.example'], verifyRecipients = true, piped = null, further = {} } = options;
  const settings = { ...options, folder: folder.path, smtpPort, domains, verifyRecipients, piped, further };
  const configFolder = join(folder.path, 'etc');
  await mkdir(configFolder);
  await writeFile(join(configFolder, 'main.cf'), mainCf(settings));
  await writeFile(join(configFolder, 'domains'), domainsFile(settings));
  await writeFile(join(configFolder, 'master.cf'), masterCf(settings));
  await copyFile('packaging/postfix/header_checks', join(configFolder, 'header_checks'));
  await makeQueueFolders(folder.path);

  const master = startInBackground({
    command: '/usr/lib/postfix/sbin/master',
    args: ['-c', configFolder],
    ownSession: true,
  });
  const log = (): Promise<string> => readFile(join(folder.path, 'mail.log'), 'utf8').catch(() => '');
  try {
    await waitFor('Postfix to start', async () => (await log()).includes('daemon started'));
  } catch (error) {
    await master.stop();
    throw new Error(`Postfix did not start: ${master.output()}${await log()}`, { cause: error });
  }
  const postqueue = (...args: readonly string[]): Promise<{ stdout: string }> =>
    run('/usr/sbin/postqueue', ['-c', configFolder, ...args]);

  return {
    smtpPort,
    configFolder,
    queue: async () =>
      (await postqueue('-j')).stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as QueuedMessage),
    flush: async () => {
      await postqueue('-f');
    },
    log,
    stop: async () => {
      await master.stop();
      await folder.remove();
    },
  };
}

/** The folders that `postfix check` would make, with its owners and modes. */
async function makeQueueFolders(folder: string): Promise<void> {
  const { uid, gid } = await postfixIds();
  const own = async (name: string, mode: number, group: number): Promise<void> => {
    const path = join(folder, name);
    await mkdir(path);
    await chown(path, uid, group);
    await chmod(path, mode);
  };
  await own('data', 0o700, gid.postfix);
  await mkdir(join(folder, 'queue'));
  await mkdir(join(folder, 'queue', 'pid'));
  for (const name of ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private'])
    await own(join('queue', name), 0o700, gid.postfix);
  for (const name of ['saved', 'trace']) await own(join('queue', name), 0o700, gid.postfix);
  await own(join('queue', 'maildrop'), 0o730, gid.postdrop);
  await own(join('queue', 'public'), 0o710, gid.postdrop);
}

async function postfixIds(): Promise<{ uid: number; gid: { postfix: number; postdrop: number } }> {
  const { stdout } = await run('/usr/bin/id', ['-u', 'postfix']);
  const group = await run('/usr/bin/id', ['-g', 'postfix']);
  // postqueue is set-gid postdrop, which is the group that may use the queue's public sockets.
  const { gid: postdrop } = await stat('/usr/sbin/postqueue');
  return { uid: Number(stdout), gid: { postfix: Number(group.stdout), postdrop } };
}
