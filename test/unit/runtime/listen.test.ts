/**
 * An address that cannot be had: what is in the way, and what to do.
 */
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenOn, ListenError } from '../../../src/runtime/listen.js';
import { formatListenAddress, type ListenAddress } from '../../../src/runtime/listen-address.js';
import { throwAwayFolder } from '../../support/throw-away-folder.js';

let folder: Awaited<ReturnType<typeof throwAwayFolder>>;
const others: Server[] = [];
beforeAll(async () => {
  folder = await throwAwayFolder('listen');
  for (const where of [{ port: 0, host: '127.0.0.1' }, { path: join(folder.path, 'taken.sock') }]) {
    const other = createServer().listen(where);
    await once(other, 'listening');
    others.push(other);
  }
  await writeFile(join(folder.path, 'file'), 'kept');
  await mkdir(join(folder.path, 'folder'));
});
afterAll(async () => {
  for (const other of others) other.close();
  await folder.remove();
});

const tcp = (host: string, port: number): ListenAddress => ({ kind: 'tcp', host, port });
const unix = (name: string): ListenAddress => ({ kind: 'unix', path: join(folder.path, name) });

describe('what is in the way is one line, what to do another', () => {
  it.each<[string, () => ListenAddress, RegExp, RegExp]>([
    [
      'a port that another process has',
      () => tcp('127.0.0.1', (others[0]?.address() as AddressInfo).port),
      /another process uses this address$/,
      /^stop it, or set imap\.listen to a free address$/,
    ],
    ['an address of another machine', () => tcp('192.0.2.1', 2003), /this machine does not have this/, /set imap/],
    [
      'a name that nobody has',
      () => tcp('no-such-host.invalid', 2003),
      /the host name cannot be resolved$/,
      /set imap/,
    ],
    ['a folder that is not there', () => unix('none/a.sock'), /the folder \S+none does not exist$/, /^create it/],
    ['a path that is too long', () => unix('x'.repeat(120)), /is longer than 107 bytes$/, /a shorter path$/],
    ['a file that is no socket', () => unix('file'), /a file with this name exists$/, /^remove it/],
    ['a folder of that name', () => unix('folder'), /a file with this name exists$/, /^remove it/],
    ['a socket that another process has', () => unix('taken.sock'), /another process uses this address$/, /^stop it/],
  ])('%s', async (_, address, says, next) => {
    const error = await listenOn(createServer(), address(), 'imap.listen').then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ListenError);
    const { message, hint } = error as ListenError;
    expect(message).toMatch(/^imap\.listen = [^\n]+$/);
    expect(message).toMatch(says);
    expect(hint).toMatch(next);
  });
});

it('the chosen port is returned', async () => {
  const server = createServer();
  const address = await listenOn(server, tcp('127.0.0.1', 0), 'imap.listen');
  expect(formatListenAddress(address)).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
  server.close();
});

it.each<[ListenAddress, string]>([
  [tcp('::1', 24), '[::1]:24'],
  [{ kind: 'unix', path: '/run/lmtp.sock' }, 'unix:/run/lmtp.sock'],
])('an address is written as it is configured', (address, written) => {
  expect(formatListenAddress(address)).toBe(written);
});
