/** Event hooks with real scripts: order, environment, what is not run, what is ended, what a stop leaves. */
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEventHooks, type EventHooks } from '../../../src/admin/events/event-hooks.js';
import type { Log } from '../../../src/runtime/log.js';
import { throwAwayFolder } from '../../support/throw-away-folder.js';
import { waitFor } from '../../support/wait-for.js';

let folder: Awaited<ReturnType<typeof throwAwayFolder>>;
let logged: string[];
let hooks: EventHooks;
const log: Log = (event, { path, because, reason, output } = {}) => {
  const name = String(path).slice(String(path).lastIndexOf('/') + 1);
  logged.push(
    [event, name, because ?? reason, output].filter((part) => typeof part === 'string' && part !== '').join(' '),
  );
};
const TIMEOUT_SECONDS = 30;
const open = (timeoutSeconds = TIMEOUT_SECONDS): EventHooks =>
  createEventHooks(folder.path, () => ({ folder: '', timeoutSeconds }), log);

beforeEach(async () => {
  folder = await throwAwayFolder('events');
  logged = [];
  hooks = open();
});
afterEach(() => folder.remove());

async function script(event: string, name: string, text: string, mode = 0o700): Promise<string> {
  const path = join(folder.path, 'events', `${event}.d`, name);
  await mkdir(join(folder.path, 'events', `${event}.d`), { recursive: true, mode: 0o700 });
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, mode);
  return path;
}
const told = (name: string): Promise<string> => readFile(join(folder.path, name), 'utf8').catch(() => '');
const append = (what: string): string => `echo "${what}" >> "$FRONTDESK_DATA/told"`;

it('runs in the order of the names, one action after the other, and goes on after a failure', async () => {
  await script('createuser', '20-second', append('second $FRONTDESK_USER'));
  await script('createuser', '10-first', `${append('first $FRONTDESK_USER')}; echo oops >&2; exit 3`);
  await script('deleteuser', 'gone', append('gone $FRONTDESK_USER'));
  hooks.fire('createuser', { user: 'anna' });
  hooks.fire('createuser', { user: 'ben' });
  hooks.fire('deleteuser', { user: 'anna' });
  await hooks.settle();
  expect(await told('told')).toBe('first anna\nsecond anna\nfirst ben\nsecond ben\ngone anna\n');
  expect(logged.slice(0, 2)).toEqual(['event-hook-failed 10-first oops', 'event-hook-done 20-second']);
});

it('finds its facts in an otherwise bare environment, as they are, without a shell between', async () => {
  await script('createuser', 'env', 'env | grep -v "^PWD=\\|^SHLVL=\\|^_=\\|^OLDPWD=" | sort > "$FRONTDESK_DATA/told"');
  hooks.fire('createuser', { user: '$(id) `id` "x"', company: null, store: '1-2' });
  await hooks.settle();
  expect(await told('told')).toBe(
    `${[
      `FRONTDESK_DATA=${folder.path}`,
      'FRONTDESK_STORE=1-2',
      'FRONTDESK_USER=$(id) `id` "x"',
      'LANG=C.UTF-8',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ].join('\n')}\n`,
  );
});

it('an event without a folder is nothing', async () => {
  hooks.fire('creategroup', { group: 'staff' });
  await hooks.settle();
  expect(logged).toEqual([]);
});

it.each([
  ['not executable', 0o600, 'not executable: chmod +x'],
  ['writable by the group', 0o770, 'writable by others: chmod go-w'],
  ['writable by everybody', 0o702, 'writable by others: chmod go-w'],
])('%s: it is not run', async (_case, mode, reason) => {
  await script('createcompany', 'hook', append('run'), mode);
  hooks.fire('createcompany', { company: 'Werk' });
  await hooks.settle();
  expect([await told('told'), logged]).toEqual(['', [`event-hook-skipped hook ${reason}`]]);
});

it('links, backup files of editors, and files in a folder that others may write to are not run', async () => {
  const path = await script('deletegroup', 'hook~', append('leftover'));
  await symlink(path, join(folder.path, 'events', 'deletegroup.d', 'link'));
  hooks.fire('deletegroup', { group: 'staff' });
  await hooks.settle();
  expect(logged).toEqual(['event-hook-skipped link not a regular file']);
  await script('deletegroup', 'good', append('run'));
  await chmod(join(folder.path, 'events', 'deletegroup.d'), 0o777);
  hooks.fire('deletegroup', { group: 'staff' });
  await hooks.settle();
  expect(logged.at(-1)).toBe('event-hook-skipped deletegroup.d writable by others: chmod go-w');
  expect(await told('told')).toBe('');
});

it('what is no program fails, and is logged', async () => {
  const path = await script('createuser', 'broken', '');
  await writeFile(path, '#!/nowhere/at/all\n');
  hooks.fire('createuser', { user: 'anna' });
  await hooks.settle();
  expect(logged[0]).toMatch(/^event-hook-failed broken spawn .* ENOENT/);
});

/** Writes the id of a child that would sleep on, and of itself. */
const SLEEPING =
  'sleep 300 & echo "$! $$" > "$FRONTDESK_DATA/pids.part"; mv "$FRONTDESK_DATA/pids.part" "$FRONTDESK_DATA/pids"; wait';
const livesOf = async (): Promise<readonly boolean[]> => (await told('pids')).trim().split(' ').map(isAlive);
function isAlive(pid: string): boolean {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}

it('the end of its time is the end of its whole process group', async () => {
  await script('createuser', 'slow', SLEEPING);
  hooks = open(1);
  hooks.fire('createuser', { user: 'anna' });
  await hooks.settle();
  expect(logged).toEqual(['event-hook-failed slow timeout']);
  await waitFor('the end of both', async () => (await livesOf()).every((lives) => !lives));
});

it('a stop ends what runs and does not begin what waits', async () => {
  await script('createuser', '1-slow', SLEEPING);
  await script('createuser', '2-next', append('next'));
  hooks.fire('createuser', { user: 'anna' });
  await waitFor('the first to run', async () => (await told('pids')) !== '');
  await hooks.stop();
  expect(logged).toEqual(['event-hook-failed 1-slow stopped', 'event-hook-failed 2-next stopped']);
  expect(await told('told')).toBe('');
  await waitFor('the end of both', async () => (await livesOf()).every((lives) => !lives));
});

it('a hook that has ended is not waited for because a child keeps its output open; long output is truncated', async () => {
  await script(
    'createuser',
    'daemon',
    'sleep 300 & echo "$! $$" > "$FRONTDESK_DATA/pids"; head -c 100000 /dev/zero | tr "\\0" x',
  );
  hooks.fire('createuser', { user: 'anna' });
  await hooks.settle();
  expect(logged).toEqual([`event-hook-done daemon ${'x'.repeat(4096)}`]);
  process.kill(Number((await told('pids')).split(' ')[0]));
});
