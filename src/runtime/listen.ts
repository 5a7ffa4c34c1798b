/**
 * Puts a server on the address that the configuration names. What is in the way becomes one line, with what to do.
 * Path: every service that listens.
 */
import { lstat, stat } from 'node:fs/promises';
import type { Server } from 'node:net';
import { dirname } from 'node:path';
import { formatListenAddress, type ListenAddress } from './listen-address.js';
import { removeDeadSocket } from './dead-socket.js';

/** sizeof(sun_path) on Linux, less the final NUL. A longer path is cut off by the system, not refused. */
export const MAX_SOCKET_PATH_BYTES = 107;
/** Connections the kernel keeps for us while we are busy. */
const BACKLOG = 511;
/** Ports below are the superuser's. */
const FIRST_FREE_PORT = 1024;

/** The address cannot be had. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  /** @param hint what the administrator can do */
  constructor(
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * @param key of the configuration, for the error: `lmtp.listen`
 * @returns where it listens: the port that was chosen if 0 was asked for. Rejects with ListenError.
 */
export async function listenOn(server: Server, address: ListenAddress, key: string): Promise<ListenAddress> {
  if (address.kind === 'unix') await prepareSocketPath(address.path, key);
  // Loopback is open to every local user, and so is the socket; the folder it lies in may be closed.
  const where =
    address.kind === 'unix'
      ? { path: address.path, readableAll: true, writableAll: true }
      : { host: address.host, port: address.port };
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ ...where, backlog: BACKLOG }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    throw await explain(address, key, cause as NodeJS.ErrnoException);
  }
  const bound = server.address();
  return address.kind === 'tcp' && bound !== null && typeof bound === 'object'
    ? { ...address, port: bound.port }
    : address;
}

async function prepareSocketPath(path: string, key: string): Promise<void> {
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) {
    const message = `${key} = unix:${path}: the path has more than ${MAX_SOCKET_PATH_BYTES} bytes`;
    throw new ListenError(message, `set ${key} to a shorter path`);
  }
  await removeDeadSocket(path);
}

async function explain(address: ListenAddress, key: string, cause: NodeJS.ErrnoException): Promise<ListenError> {
  const [what, hint] =
    address.kind === 'unix' ? await explainPath(address.path, key, cause) : explainPort(address.port, key, cause);
  return new ListenError(`${key} = ${formatListenAddress(address)}: ${what}`, hint, { cause });
}

type Explanation = readonly [what: string, hint: string];

function explainPort(port: number, key: string, { code, message }: NodeJS.ErrnoException): Explanation {
  switch (code) {
    case 'EADDRINUSE':
      return ['another process listens there', `stop it, or set ${key} to a free address`];
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return ['this machine does not have that address', `set ${key} to an address of this machine`];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['there is no host of that name', `set ${key} to an address of this machine`];
    case 'EACCES':
    case 'EPERM':
      return port < FIRST_FREE_PORT
        ? [
            `ports below ${FIRST_FREE_PORT} are the superuser's`,
            `set ${key} to a higher port, or give the service the capability CAP_NET_BIND_SERVICE`,
          ]
        : ['the system does not permit it', `set ${key} to another port`];
    default:
      return [message, `set ${key} to another address`];
  }
}

async function explainPath(path: string, key: string, { code, message }: NodeJS.ErrnoException): Promise<Explanation> {
  const there = await lstat(path).catch(() => null);
  if (code === 'EADDRINUSE' && there?.isSocket() === false)
    return ['there is a file of that name', `remove it, or set ${key} to another path`];
  if (code === 'EADDRINUSE') return ['another process listens there', `stop it, or set ${key} to another path`];
  const folder = dirname(path);
  const hasFolder = (await stat(folder).catch(() => null))?.isDirectory() === true;
  if (!hasFolder) return [`there is no folder ${folder}`, 'make it, writable for the user that runs frontdesk'];
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return [`the folder ${folder} is not writable`, 'let the user that runs frontdesk write there'];
  return [message, `set ${key} to another path`];
}
