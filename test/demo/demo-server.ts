/**
 * The server of the demo: frontdesk as a separate process with a temporary data folder, accounts that its command line
 * creates, and an MTA in this process that catches what frontdesk sends.
 */
import { startCatchingServer, type CatchingServer } from '../support/catching-server.js';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';

export interface DemoServer {
  readonly frontdesk: Frontdesk;
  readonly outside: CatchingServer;
  /** Ends what was started and removes the folder. May be called twice. */
  close(): Promise<void>;
}

/** As an administrator would type them, after `frontdesk domain add corp.example`. */
const accounts: readonly (readonly string[])[] = [
  ['john', '--kind', 'user', '--full-name', 'John Miller'],
  ['mary', '--kind', 'user', '--full-name', 'Mary Stone'],
  ['newsletter', '--kind', 'user', '--send-only', 'yes'],
  ['boardroom', '--kind', 'room', '--full-name', 'Board Room', '--time-zone', 'Europe/Berlin'],
  ['projector', '--kind', 'equipment', '--full-name', 'Projector', '--capacity', '2', '--time-zone', 'Europe/Berlin'],
];

/** Starts both. `onCommand` gets each command line before it runs. */
export async function openDemoServer(onCommand: (command: string) => void): Promise<DemoServer> {
  const outside = await startCatchingServer();
  const frontdesk = await prepareFrontdesk({ relayPort: outside.port });
  const close = async (): Promise<void> => {
    await frontdesk.remove();
    await outside.close();
  };
  try {
    await frontdesk.start();
    const run = async (...words: readonly string[]): Promise<void> => {
      onCommand(`frontdesk ${words.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ')}`);
      await frontdesk.cli(words);
    };
    await run('domain', 'add', 'corp.example');
    const create = ([name = '', ...options]: readonly string[]): Promise<void> =>
      run('account', 'create', name, '--email', `${name}@corp.example`, ...options);
    await Promise.all(accounts.map(create));
  } catch (error) {
    await close();
    throw error;
  }
  return { frontdesk, outside, close };
}
