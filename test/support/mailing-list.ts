/**
 * A real mailing list: mlmmj, which Postfix runs for each message to the domain of the list (pipe(8)), and which returns the copies
 * to Postfix, each with a separate reverse-path. There is no daemon; its folders are owned by the user that Debian has for such
 * programs.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PipedDomain } from './postfix-config.js';
import { throwAwayFolder } from './throw-away-folder.js';

const run = promisify(execFile);

const NAME = 'talk';
const DOMAIN = 'lists.example';
const USER = 'list';
/** What mlmmj-make-ml makes. */
const FOLDERS = [
  ...['incoming', 'queue', 'queue/discarded', 'archive', 'text', 'subconf', 'unsubconf', 'bounce', 'control'],
  ...['moderation', 'subscribers.d', 'digesters.d', 'requeue', 'nomailsubs.d'],
];
const TEXTS = '/usr/share/mlmmj/text.skel/en';

/** What an administrator has mlmmj put into every copy (RFC 2369, RFC 2919). */
const LIST_FIELDS = [
  `List-Id: <${NAME}.${DOMAIN}>`,
  `List-Post: <mailto:${NAME}@${DOMAIN}>`,
  `List-Unsubscribe: <mailto:${NAME}+unsubscribe@${DOMAIN}>`,
  'Precedence: list',
];

export interface MailingList {
  readonly address: string;
  /** Mail to it is handed on to the owner. */
  readonly ownerAddress: string;
  /** For Postfix. */
  readonly piped: PipedDomain;
  subscribe(address: string): Promise<void>;
  /** From now on copies tell nothing of the list but in their reverse-path. */
  forgetFields(): Promise<void>;
  /** Probes whether mail to a subscriber with earlier bounces arrives again. */
  probe(subscriber: string): Promise<void>;
  remove(): Promise<void>;
}

/** @param owner who gets the message to its owner */
export async function prepareMailingList(smtpPort: number, owner: string): Promise<MailingList> {
  const folder = await throwAwayFolder('list');
  const list = join(folder.path, NAME);
  await mkdir(list);
  for (const name of FOLDERS) await mkdir(join(list, name));
  await cp(TEXTS, join(list, 'text'), { recursive: true });
  await writeFile(join(list, 'index'), '');
  const control = {
    listaddress: `${NAME}@${DOMAIN}`,
    owner,
    relayhost: '127.0.0.1',
    smtpport: String(smtpPort),
    customheaders: LIST_FIELDS.join('\n'),
    // An invitation names whom it invites.
    tocc: '',
  };
  for (const [name, value] of Object.entries(control)) await writeFile(join(list, 'control', name), `${value}\n`);
  await run('/usr/bin/chown', ['-R', `${USER}:${USER}`, list]);
  return {
    address: `${NAME}@${DOMAIN}`,
    ownerAddress: `${NAME}+owner@${DOMAIN}`,
    piped: { domain: DOMAIN, user: USER, command: `/usr/bin/mlmmj-receive -F -L ${list}` },
    subscribe: async (address) => {
      await run('/usr/bin/mlmmj-sub', ['-L', list, '-a', address, '-q', '-f', '-s']);
    },
    forgetFields: () => rm(join(list, 'control', 'customheaders')),
    probe: async (subscriber) => {
      const bounces = join(list, 'bounce', subscriber.replace('@', '='));
      await writeFile(bounces, '1:1795000000 # Fri Nov 20 09:00:00 2026\n');
      await run('/usr/bin/chown', [`${USER}:${USER}`, bounces]);
      await run('/usr/bin/mlmmj-bounce', ['-L', list, '-a', subscriber.replace('@', '='), '-p']);
    },
    remove: () => folder.remove(),
  };
}
