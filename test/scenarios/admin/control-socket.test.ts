/**
 * The control socket: one process owns the data folder, and the command line talks to it; without a process, it opens the
 * data folder itself. Also what a SIGKILL leaves behind, deep folders, and errors on the way.
 */
import { mkdir, rename, stat } from 'node:fs/promises';
import { createServer, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionName } from '../../../src/admin/actions/all-actions.js';
import { performAction, type ActionPlace, type OpenContext } from '../../../src/admin/cli/perform-action.js';
import { callAction, NoProcessError } from '../../../src/admin/control/client.js';
import { startControlServer } from '../../../src/admin/control/server.js';
import { loadConfig, type Config } from '../../../src/settings/config.js';
import type { LogEvent } from '../../../src/runtime/log-events.js';
import type { LogFields } from '../../../src/runtime/log.js';
import { StoreError } from '../../../src/store/store-error.js';
import { openAdminContext } from '../../support/admin-context.js';
import { throwAwayFolder, type ThrowAwayFolder } from '../../support/throw-away-folder.js';

let folder: ThrowAwayFolder;
let config: Config;
let place: ActionPlace;
beforeEach(async () => {
  folder = await throwAwayFolder('control');
  config = loadConfig({ data: join(folder.path, 'data') }, {});
  place = { dataFolder: config.dataFolder, config: () => Promise.resolve(config) };
});
afterEach(() => folder.remove());

const neverOpened = () => Promise.reject(new Error('the data folder was opened beside the running process'));

const openAlone = (given: Config): Promise<OpenContext> => openAdminContext(given);

/** Runs `body` while a process owns the data folder. */
async function whileRunning(
  body: (server: OpenContext) => Promise<void>,
  other: Partial<OpenContext> = {},
): Promise<void> {
  const server = await openAdminContext(config, other);
  const control = await startControlServer(server);
  try {
    await body(server);
  } finally {
    await control.close();
    await server.close();
  }
}

test('a running process does the action; only its owner may ask', () =>
  whileRunning(async (server) => {
    await performAction(place, neverOpened, 'domain-add', { name: 'example.org' });
    expect(await server.directory.isLocalDomain('example.org')).toBe(true);
    expect((await stat(join(config.dataFolder, 'control.sock'))).mode & 0o777).toBe(0o600);
  }));

test('without a process the command line opens the data folder, and closes it again', async () => {
  await performAction(place, openAlone, 'domain-add', { name: 'example.org' });
  expect(await performAction(place, openAlone, 'domain-list', {})).toEqual([
    { name: 'example.org', company: null, aliasOf: null },
  ]);
});

test('a socket file that a killed process left: no process for the client, replaced by the next process', async () => {
  await mkdir(config.dataFolder, { recursive: true });
  const killed = createServer().listen(join(config.dataFolder, 'control.sock'));
  await once(killed, 'listening');
  // Closing would remove the file: moved away and back, it stays as after a SIGKILL.
  const [file, aside] = [join(config.dataFolder, 'control.sock'), join(folder.path, 'aside.sock')];
  await rename(file, aside);
  killed.close();
  await once(killed, 'close');
  await rename(aside, file);

  await expect(callAction(config.dataFolder, 'domain-list', {})).rejects.toBeInstanceOf(NoProcessError);
  expect(await performAction(place, openAlone, 'domain-list', {})).toEqual([]);
  await whileRunning(async () => {
    expect(await callAction(config.dataFolder, 'domain-list', {})).toEqual([]);
  });
});

test('a data folder deeper than a socket name may be long', async () => {
  config = loadConfig({ data: join(folder.path, 'd'.repeat(120), 'data') }, {});
  await expect(callAction(config.dataFolder, 'domain-list', {})).rejects.toBeInstanceOf(NoProcessError);
  await whileRunning(async () => {
    expect(await callAction(config.dataFolder, 'domain-list', {})).toEqual([]);
    expect((await stat(join(config.dataFolder, 'control.sock'))).isSocket()).toBe(true);
  });
});

test('a process that starts or ends has the lock but no socket: the command line waits for it', async () => {
  const first = await openAdminContext(config);
  let tries = 0;
  const opener = async () => {
    if (++tries === 2) await first.close();
    return openAdminContext(config);
  };
  expect(await performAction(place, opener, 'domain-list', {})).toEqual([]);
  expect(tries).toBe(2);
});

test('bytes go in and out as they are', () =>
  whileRunning(async () => {
    await performAction(place, neverOpened, 'domain-add', { name: 'example.org' });
    await performAction(place, neverOpened, 'account-create', { name: 'anna', email: 'anna@example.org' });
    const bytes = Buffer.concat([Buffer.from('Subject: x\r\n\r\n'), Buffer.from([0, 255, 13, 10, 128, 13, 10])]);
    expect(await performAction(place, neverOpened, 'deliver', { to: ['anna@example.org'] }, bytes)).toEqual([
      { to: 'anna@example.org', code: 250, status: '2.0.0', text: 'Delivered to Inbox' },
    ]);
    const stored = await performAction(place, neverOpened, 'message-bytes', { account: 'anna', uid: '1' });
    expect(Buffer.from(stored).subarray(-bytes.length)).toEqual(bytes);
  }));

test('the same without a process: bytes and input reach the action', async () => {
  await performAction(place, openAlone, 'domain-add', { name: 'example.org' });
  await performAction(place, openAlone, 'account-create', { name: 'anna', email: 'anna@example.org' });
  const bytes = Buffer.from('Subject: x\r\n\r\n\0\xff\r\n', 'latin1');
  await performAction(place, openAlone, 'deliver', { to: ['anna@example.org'] }, bytes);
  const stored = await performAction(place, openAlone, 'message-bytes', { account: 'anna', uid: '1' });
  expect(Buffer.from(stored).subarray(-bytes.length)).toEqual(bytes);
});

describe('errors', () => {
  test('come back with their kind and what to do next', () =>
    whileRunning(async () => {
      const call = callAction(config.dataFolder, 'account-create', { name: 'anna', email: 'anna@elsewhere.example' });
      await expect(call).rejects.toMatchObject({
        name: 'ActionError',
        kind: 'refused',
        message: 'elsewhere.example is not a local domain',
        hint: expect.stringContaining('frontdesk domain add') as string,
      });
      const typo = callAction(config.dataFolder, 'domain-add', { nane: 'example.org' });
      await expect(typo).rejects.toMatchObject({ kind: 'bad-input' });
    }));

  test('an action that this process does not know', () =>
    whileRunning(async () => {
      const newer = 'domain-praise' as ActionName;
      await expect(callAction(config.dataFolder, newer, {})).rejects.toMatchObject({ kind: 'not-found' });
    }));

  test.each([
    ['no JSON', 'application/json', '/actions/domain-list', '{', 400],
    ['another type', 'text/plain', '/actions/domain-list', '{}', 415],
    ['bytes without input', 'application/octet-stream', '/actions/deliver', 'x', 400],
    ['another path', 'application/json', '/accounts', '{}', 404],
  ])('what no client of ours sends: %s', (_, type, path, body, status) =>
    whileRunning(async () => {
      const call = request({
        socketPath: join(config.dataFolder, 'control.sock'),
        method: 'POST',
        path,
        headers: { 'content-type': type },
        agent: false,
      });
      call.end(body);
      const [response] = (await once(call, 'response')) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).toBe(status);
    }),
  );

  test('a fault is answered, logged with its cause, and does not end the process', () => {
    const logged: [LogEvent, LogFields | undefined][] = [];
    const broken = new TypeError('broken');
    return whileRunning(
      async (server) => {
        server.directory.domains = () => Promise.reject(broken);
        await expect(callAction(config.dataFolder, 'domain-list', {})).rejects.toMatchObject({ kind: 'fault' });
        expect(logged).toContainEqual([
          'action-failed',
          expect.objectContaining({ action: 'domain-list', cause: broken }) as LogFields,
        ]);
        await expect(callAction(config.dataFolder, 'domain-add', { name: 'example.org' })).resolves.toBeDefined();
      },
      { log: (event, fields) => logged.push([event, fields]) },
    );
  });

  test('a password is not logged', () => {
    const logged: unknown[] = [];
    return whileRunning(
      async () => {
        await callAction(config.dataFolder, 'domain-add', { name: 'example.org' });
        const input = { name: 'anna', email: 'anna@example.org', password: 'correct horse battery' };
        await callAction(config.dataFolder, 'account-create', input);
        expect(JSON.stringify(logged)).toContain('account-create');
        expect(JSON.stringify(logged)).not.toContain('correct horse');
      },
      { log: (...entry) => logged.push(entry) },
    );
  });

  test('a store that is not there is not waited for', async () => {
    const opener = () => Promise.reject(new StoreError('not-found', 'the data folder is empty'));
    await expect(performAction(place, opener, 'domain-add', { name: 'example.org' })).rejects.toMatchObject({
      reason: 'not-found',
    });
  });
});

test('what is under way when the process ends is answered', async () => {
  const server = await openAdminContext(config);
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolveAsked) => {
    server.directory.domains = () => {
      resolveAsked();
      return new Promise((resolve) => {
        answer = () => resolve([]);
      });
    };
  });
  const control = await startControlServer(server);
  const call = callAction(config.dataFolder, 'domain-list', {});
  await asked;
  const closed = control.close();
  answer();
  expect(await call).toEqual([]);
  await closed;
  await server.close();
});
