/**
 * Looks whether this house can do its work, and says for everything that is missing what to do next.
 */
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { action } from '../action.js';
import { greetServer, showListenAddress } from '../greet-server.js';
import type { House } from '../house.js';

export interface Finding {
  readonly check: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly found: string;
  /** What to do next; empty if nothing. */
  readonly next: string;
}

const SERVER_ANSWERS_WITHIN_MS = 5000;
/** Under this the store may be full before somebody looks again. */
const LITTLE_SPACE_BYTES = 1024 ** 3;

export const doctor = action({
  name: 'doctor',
  summary: 'Looks whether everything is there that this house needs.',
  input: z.strictObject({}),
  run: (house): Promise<Finding[]> =>
    Promise.all([dataFolder, space, domains, accounts, lmtp, relay, trust].map(async (check) => check(house))),
});

const good = (check: string, found: string): Finding => ({ check, state: 'good', found, next: '' });

async function dataFolder({ config, dataId }: House): Promise<Finding> {
  const check = 'data folder';
  const probe = join(config.dataFolder, `.doctor-${process.pid}`);
  try {
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const next = 'make it writable for the user that runs frontdesk';
    return { check, state: 'bad', found: `${config.dataFolder}: ${messageOf(error)}`, next };
  }
  const found = `${config.dataFolder} is writable, its id is ${dataId}`;
  if (config.data.id !== '') return good(check, found);
  const next = `set data.id = "${dataId}" so that an unmounted volume is not taken for a new house`;
  return { check, state: 'warning', found, next };
}

async function space({ config }: House): Promise<Finding> {
  const { bavail, bsize } = await statfs(config.dataFolder);
  const free = bavail * bsize;
  const found = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  if (free >= LITTLE_SPACE_BYTES) return good('disk space', found);
  return { check: 'disk space', state: 'warning', found, next: 'make room: a full disk defers all mail (452)' };
}

async function domains({ directory }: House): Promise<Finding> {
  const names = (await directory.domains()).map(({ name }) => name);
  if (names.length > 0) return good('domains', `${names.length}: ${names.slice(0, 5).join(', ')}`);
  return {
    check: 'domains',
    state: 'bad',
    found: 'none, so all mail is deferred (451)',
    next: 'frontdesk domain add NAME',
  };
}

async function accounts({ directory }: House): Promise<Finding> {
  const { length } = await directory.accounts();
  if (length > 0) return good('accounts', String(length));
  const next = 'frontdesk account create NAME --kind user --email ADDRESS';
  return { check: 'accounts', state: 'bad', found: 'none, so all mail is deferred (451)', next };
}

async function lmtp({ config }: House): Promise<Finding> {
  const address = showListenAddress(config.lmtp.listen);
  try {
    const greeting = await greetServer(config.lmtp.listen, SERVER_ANSWERS_WITHIN_MS);
    if (greeting.startsWith('220')) return good('LMTP', `${address}: ${greeting}`);
    const next = 'look whether another program has this address, and whether lmtp.allow lets this machine in';
    return { check: 'LMTP', state: 'bad', found: `${address} says ${greeting}`, next };
  } catch (error) {
    return { check: 'LMTP', state: 'bad', found: `${address}: ${messageOf(error)}`, next: 'frontdesk start' };
  }
}

async function relay({ config: { relay } }: House): Promise<Finding> {
  const check = 'relay';
  if (relay.host === '')
    return {
      check,
      state: 'warning',
      found: 'none: outgoing mail waits in the outbox',
      next: 'set relay.host to your MTA',
    };
  const address = { kind: 'tcp', host: relay.host, port: relay.port } as const;
  const next = 'start the MTA, or correct relay.host and relay.port';
  // Behind implicit TLS the server says nothing before the handshake.
  if (relay.tls === 'implicit')
    return {
      check,
      state: 'warning',
      found: `${showListenAddress(address)} uses implicit TLS`,
      next: 'look into `frontdesk queue list` whether mail goes out',
    };
  try {
    const greeting = await greetServer(address, SERVER_ANSWERS_WITHIN_MS);
    if (greeting.startsWith('220')) return good(check, `${showListenAddress(address)}: ${greeting}`);
    return { check, state: 'bad', found: `${showListenAddress(address)} says ${greeting}`, next };
  } catch (error) {
    return { check, state: 'bad', found: `${showListenAddress(address)}: ${messageOf(error)}`, next };
  }
}

function trust({ config: { booking } }: House): Finding {
  const check = 'trust';
  const hasAuthserv = booking.trustedAuthserv.length > 0;
  if (booking.trust !== 'author' && hasAuthserv)
    return good(check, `meetings are believed where ${booking.trustedAuthserv.join(', ')} vouches for the organizer`);
  if (booking.trust === 'authenticated')
    return {
      check,
      state: 'bad',
      found: 'only authenticated meetings are believed, and nobody is named who authenticates: all stay ordinary mail',
      next: 'set booking.trustedAuthserv to the name under which your MTA writes Authentication-Results',
    };
  return {
    check,
    state: 'warning',
    found: "the header is believed: anybody can cancel in the organizer's name",
    next: 'set booking.trustedAuthserv to the name under which your MTA writes Authentication-Results',
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
