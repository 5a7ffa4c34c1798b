/**
 * Binds a server to its configured address. A failure becomes an error of one line, with what to do next. Used by every
 * service that listens.
 */
import { lstat, stat } from 'node:fs/promises';
import type { Server } from 'node:net';
import { dirname } from 'node:path';
import { formatListenAddress, type ListenAddress } from './listen-address.js';
import { removeDeadSocket } from './dead-socket.js';

/** sizeof(sun_path) on Linux, less the final NUL. The system silently truncates a longer path. */
export const MAX_SOCKET_PATH_BYTES = 107;
/** Connections that the kernel queues while the process is busy. */
const BACKLOG = 511;
/** Lower ports are reserved for root. */
const FIRST_FREE_PORT = 1024;

/** The address cannot be used. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  /** @param hint what to do next */
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
 * @returns where it listens, with the chosen port if the configured one is 0. Rejects with ListenError.
 */
export async function listenOn(server: Server, address: ListenAddress, key: string): Promise<ListenAddress> {
  if (address.kind === 'unix') await prepareSocketPath(address.path, key);
  // All local users may connect to the socket, as they can to loopback; its folder can restrict access.
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
    const message = `${key} = unix:${path}: the path is longer than ${MAX_SOCKET_PATH_BYTES} bytes`;
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
      return ['another process uses this address', `stop it, or set ${key} to a free address`];
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return ['this machine does not have this address', `set ${key} to an address of this machine`];
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['the host name cannot be resolved', `set ${key} to an address of this machine`];
    case 'EACCES':
    case 'EPERM':
      return port < FIRST_FREE_PORT
        ? [
            `ports below ${FIRST_FREE_PORT} are reserved for root`,
            `set ${key} to a higher port, or give the service the capability CAP_NET_BIND_SERVICE`,
          ]
        : ['the system does not allow it', `set ${key} to another port`];
    default:
      return [message, `set ${key} to another address`];
  }
}

async function explainPath(path: string, key: string, { code, message }: NodeJS.ErrnoException): Promise<Explanation> {
  const there = await lstat(path).catch(() => null);
  if (code === 'EADDRINUSE' && there?.isSocket() === false)
    return ['a file with this name exists', `remove it, or set ${key} to another path`];
  if (code === 'EADDRINUSE') return ['another process uses this address', `stop it, or set ${key} to another path`];
  const folder = dirname(path);
  const hasFolder = (await stat(folder).catch(() => null))?.isDirectory() === true;
  if (!hasFolder)
    return [`the folder ${folder} does not exist`, 'create it, writable for the user that runs frontdesk'];
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return [`the folder ${folder} is not writable`, 'make it writable for the user that runs frontdesk'];
  return [message, `set ${key} to another path`];
}
