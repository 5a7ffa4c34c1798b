import { once } from 'node:events';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { InboundPath } from '../../src/delivery/inbound-path.js';
import type { LmtpOptions } from '../../src/lmtp/listener.js';
import { MAX_MEMORY_MESSAGE_BYTES } from '../../src/lmtp/message-block.js';
import { fakeInboundPath } from '../support/fake-inbound-path.js';
import { startTestListener, type TestListener } from '../support/lmtp-listener.js';
import { throwAwayFolder } from '../support/throw-away-folder.js';
import { waitFor } from '../support/wait-for.js';

const MIB = 1024 * 1024;
const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(path: InboundPath, options: Partial<LmtpOptions> = {}): Promise<TestListener> {
  const server = await startTestListener(path, options);
  cleanUps.push(() => server.stop());
  return server;
}

interface Client {
  readonly socket: Socket;
  heard(): string;
}

function client(where: { readonly port: number } | { readonly path: string }): Client {
  const socket = connect({ host: '127.0.0.1', ...where });
  let text = '';
  socket.setEncoding('latin1').on('data', (more: string) => (text += more));
  socket.on('error', () => undefined);
  cleanUps.push(() => void socket.destroy());
  return { socket, heard: () => text };
}

const hears = (from: Client, pattern: RegExp): Promise<boolean> =>
  waitFor(`${String(pattern)} in ${from.heard()}`, () => pattern.test(from.heard()));

const envelope = 'LHLO client.example\r\nMAIL FROM:<a@sender.example>\r\nRCPT TO:<ann@example.org>\r\n';
const chunk = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from(`BDAT ${bytes.length} LAST\r\n`), bytes]);
const letters = (sizeBytes: number): Buffer => Buffer.alloc(sizeBytes, 'Subject: many\r\n\r\nabcdefgh\r\n');

/** A door that `deliver` waits at. */
function gate(): { readonly wait: () => Promise<void>; readonly open: () => void } {
  const { promise, resolve } = withResolvers();
  cleanUps.push(resolve);
  return { wait: () => promise, open: resolve };
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

describe('what the listener passes on', () => {
  it('a small message in memory of its own, with header section, digest, peer and time', async () => {
    const path = fakeInboundPath();
    const server = await start(path);
    const { socket } = client(server.where);
    socket.write(`${envelope}DATA\r\nSubject: hi\r\n\r\n..text\n.\r\n.\r\n`);
    const { message, bytes } = await waitFor('the message', () => path.delivered[0]);
    expect(bytes.toString()).toBe('Subject: hi\r\n\r\n.text\n.\r\n');
    expect(message.header.fields).toEqual([{ name: 'subject', value: 'hi' }]);
    expect(message.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(message.peer).toEqual({ helo: 'client.example', ip: '127.0.0.1', smtpUtf8: false });
    expect(message.receivedAt).toBe(0);
    expect(message.bytes.kind === 'memory' && message.bytes.bytes.byteOffset).toBe(0);
    expect(message.bytes.kind === 'memory' && message.bytes.bytes.buffer.byteLength).toBeLessThan(64);
  });

  it.each([
    ['up to the bound in memory', MAX_MEMORY_MESSAGE_BYTES, 'memory'],
    ['one octet more in a spill file', MAX_MEMORY_MESSAGE_BYTES + 1, 'spill'],
    ['several blocks in a spill file', 3 * MIB + 17, 'spill'],
  ])('%s, and nothing is left of it', async (_, sizeBytes, kind) => {
    const door = gate();
    const path = fakeInboundPath(door.wait);
    const server = await start(path);
    const sender = client(server.where);
    const sent = letters(sizeBytes);
    sender.socket.write(envelope);
    sender.socket.write(chunk(sent));
    const { message, bytes } = await waitFor('the message', () => path.delivered[0]);
    expect(message.bytes.kind).toBe(kind);
    expect([message.bytes.sizeBytes, bytes.equals(sent)]).toEqual([sizeBytes, true]);
    expect(message.header.fields[0]).toEqual({ name: 'subject', value: 'many' });
    if (message.bytes.kind === 'spill') expect((await stat(message.bytes.path)).mode & 0o777).toBe(0o600);
    door.open();
    await hears(sender, new RegExp(`<ann@example\\.org> ${sizeBytes} bytes`));
    await waitFor('an empty spill folder', async () => (await readdir(server.spillFolder)).length === 0);
  });

  it('the same digest from memory and from a spill file that starts with delivery fields', async () => {
    const path = fakeInboundPath();
    const server = await start(path);
    const sent = letters(MAX_MEMORY_MESSAGE_BYTES - 20);
    for (const top of ['', `Return-Path: <${'x'.repeat(40)}>\r\n`]) {
      const sender = client(server.where);
      sender.socket.write(envelope);
      sender.socket.write(chunk(Buffer.concat([Buffer.from(top), sent])));
      await hears(sender, / bytes\r\n$/);
    }
    const [inMemory, spilled] = path.delivered;
    expect([inMemory?.message.bytes.kind, spilled?.message.bytes.kind]).toEqual(['memory', 'spill']);
    expect(inMemory?.message.digest).toBe(spilled?.message.digest);
  });
});

describe('what goes wrong', () => {
  it('a client that goes away in the middle of a large message leaves nothing behind', async () => {
    const server = await start(fakeInboundPath(), { maxInFlightBytes: MIB });
    const leaver = client(server.where);
    leaver.socket.write(`${envelope}BDAT ${3 * MIB} LAST\r\n`);
    leaver.socket.write(letters(2 * MIB));
    await waitFor('a spill file', async () => (await readdir(server.spillFolder)).length === 1);
    leaver.socket.destroy();
    await waitFor('an empty spill folder', async () => (await readdir(server.spillFolder)).length === 0);
    // The whole bound is free again: a message that needs all of it passes.
    const next = client(server.where);
    next.socket.write(envelope);
    next.socket.write(chunk(letters(MIB)));
    await hears(next, / bytes\r\n/);
  });

  it('past lmtp.maxInFlightBytes a message waits until one before is filed', async () => {
    const door = gate();
    const path = fakeInboundPath(door.wait);
    const server = await start(path, { maxInFlightBytes: MIB });
    const quarter = chunk(letters(200 * 1024));
    const first = Array.from({ length: 4 }, () => client(server.where));
    for (const [index, each] of first.entries()) {
      each.socket.write(envelope);
      each.socket.write(quarter);
      await waitFor('the message', () => path.delivered.length === index + 1);
    }
    const fifth = client(server.where);
    fifth.socket.write(envelope);
    fifth.socket.write(quarter);
    await hears(fifth, /250 2\.1\.5/);
    // A client that needs no room is served all the same.
    const other = client(server.where);
    other.socket.write(`${envelope}NOOP\r\n`);
    await hears(other, /250 2\.0\.0/);
    expect(path.delivered).toHaveLength(4);
    door.open();
    await hears(fifth, / bytes\r\n/);
  });

  it('a message that exceeds lmtp.maxInFlightBytes goes to disk, and does not wait', async () => {
    const door = gate();
    const path = fakeInboundPath(door.wait);
    const server = await start(path, { maxInFlightBytes: MIB });
    for (const count of [1, 2, 3]) {
      const sender = client(server.where);
      sender.socket.write(envelope);
      sender.socket.write(chunk(letters(MIB)));
      await waitFor('the message', () => path.delivered.length === count);
    }
    expect(path.delivered.map(({ message }) => message.bytes.kind)).toEqual(['spill', 'spill', 'spill']);
    door.open();
  });

  it('a spill file that cannot be written is 451 for each recipient, the session goes on', async () => {
    const server = await start(fakeInboundPath());
    await rm(server.spillFolder, { recursive: true });
    const sender = client(server.where);
    sender.socket.write(`${envelope}RCPT TO:<bob@example.org>\r\n`);
    sender.socket.write(chunk(letters(2 * MIB)));
    await hears(sender, /(451 4\.3\.0 [^\r\n]*\r\n){2}$/);
    sender.socket.write(`MAIL FROM:<>\r\nRCPT TO:<ann@example.org>\r\nBDAT 2 LAST\r\nok`);
    await hears(sender, / 2 bytes\r\n$/);
  });

  it('an inbound path that throws or answers too little is 451', async () => {
    const path: InboundPath = {
      resolve: (address, reversePath) =>
        address.localPart === 'bad'
          ? Promise.reject(new Error('down'))
          : fakeInboundPath().resolve(address, reversePath),
      deliver: (_, recipients) =>
        recipients.length > 2
          ? Promise.reject(new Error('down'))
          : Promise.resolve([{ code: 250, status: '2.0.0', text: 'filed' }]),
    };
    const server = await start(path);
    const sender = client(server.where);
    sender.socket.write(`${envelope}RCPT TO:<bad@example.org>\r\nRCPT TO:<bob@example.org>\r\nBDAT 0 LAST\r\n`);
    await hears(
      sender,
      /451 4\.3\.0 [^\r\n]*\r\n250 2\.1\.5 [^\r\n]*\r\n250 2\.0\.0 filed\r\n451 4\.3\.0 [^\r\n]*\r\n$/,
    );
    const more = 'RCPT TO:<bob@example.org>\r\n'.repeat(3);
    sender.socket.write(`MAIL FROM:<>\r\n${more}BDAT 0 LAST\r\n`);
    await hears(sender, /(451 4\.3\.0 [^\r\n]*\r\n){3}$/);
  });

  it('one connection too many is refused, and accepted when another has ended', async () => {
    const server = await start(fakeInboundPath(), { maxConnections: 1 });
    const first = client(server.where);
    await hears(first, /^220 /);
    const second = client(server.where);
    await hears(second, /^421 4\.3\.2 /);
    first.socket.destroy();
    await waitFor('a place', async () => {
      const again = client(server.where);
      await waitFor('an answer', () => again.heard() !== '');
      return again.heard().startsWith('220 ');
    });
  });

  it('a delivery that takes longer than lmtp.idleSeconds does not make the client idle', async () => {
    const server = await start(
      fakeInboundPath(() => delay(300)),
      { idleSeconds: 0.1 },
    );
    const sender = client(server.where);
    sender.socket.write(`${envelope}BDAT 2 LAST\r\nok`);
    await hears(sender, / 2 bytes\r\n421 4\.4\.2 [^\r\n]*\r\n$/);
  });

  it('at shutdown a transaction that does not end is cut off after the grace', async () => {
    const server = await start(fakeInboundPath());
    const stuck = client(server.where);
    stuck.socket.write(`${envelope}DATA\r\nhalf`);
    await hears(stuck, /354 /);
    await server.listener.close(50);
    await waitFor('the socket to close', () => stuck.socket.closed);
  });

  it('a client that sends all and half-closes gets its replies', async () => {
    const server = await start(fakeInboundPath());
    const sender = client(server.where);
    sender.socket.end(`${envelope}BDAT 2 LAST\r\nok`);
    await hears(sender, / 2 bytes\r\n$/);
    await waitFor('the socket to close', () => sender.socket.closed);
  });
});

describe('where it listens', () => {
  it('spill files of an earlier run are deleted at start, other files are not', async () => {
    const folder = await throwAwayFolder('spill');
    cleanUps.push(() => folder.remove());
    const spillFolder = join(folder.path, 'spill');
    await mkdir(spillFolder);
    await writeFile(join(spillFolder, '01234567-89ab-cdef-0123-456789abcdef.spill'), 'left');
    await writeFile(join(spillFolder, 'README'), 'kept');
    await start(fakeInboundPath(), { spillFolder });
    expect(await readdir(spillFolder)).toEqual(['README']);
  });

  it('a Unix socket, also where a killed process left one', async () => {
    const folder = await throwAwayFolder('socket');
    cleanUps.push(() => folder.remove());
    const path = join(folder.path, 'lmtp.sock');
    await leaveDeadSocket(path);
    const listen = { kind: 'unix', path } as const;
    const inbound = fakeInboundPath();
    await start(inbound, { listen, allow: [] });
    const sender = client({ path });
    sender.socket.write(`${envelope}BDAT 2 LAST\r\nok`);
    await hears(sender, / 2 bytes\r\n$/);
    expect(inbound.delivered[0]?.message.peer?.ip).toBeNull();
    await expect(start(inbound, { listen })).rejects.toThrow('another process uses this address');
  });

  it('a file that is no socket is not touched', async () => {
    const folder = await throwAwayFolder('socket');
    cleanUps.push(() => folder.remove());
    const path = join(folder.path, 'file');
    await writeFile(path, 'kept');
    await expect(start(fakeInboundPath(), { listen: { kind: 'unix', path } })).rejects.toThrow(
      'a file with this name exists',
    );
    expect((await stat(path)).size).toBe(4);
  });
});

/** A server deletes its socket when it closes, unless it has been moved. */
async function leaveDeadSocket(path: string): Promise<void> {
  const server = createServer().listen(`${path}.first`);
  await once(server, 'listening');
  await rename(`${path}.first`, path);
  server.close();
  await once(server, 'close');
}
