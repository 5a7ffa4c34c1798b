/**
 * Where the control socket is. The name of a Unix socket has 107 bytes at most; a data folder deeper than that is
 * reached through an open descriptor of it, so that the socket is where everybody looks all the same.
 */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** sizeof(sun_path) on Linux, less the final NUL. */
const MAX_SOCKET_PATH_BYTES = 107;

export interface SocketPath {
  /** For bind and connect, as long as it is not released. */
  readonly path: string;
  release(): void;
}

export const controlSocketFile = (dataFolder: string): string => join(dataFolder, 'control.sock');

/** Throws what the system says when the data folder cannot be opened (ENOENT). */
export function controlSocketPath(dataFolder: string): SocketPath {
  const path = controlSocketFile(dataFolder);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return { path, release: () => undefined };
  if (process.platform !== 'linux')
    throw new Error(`the path of the control socket has more than ${MAX_SOCKET_PATH_BYTES} bytes: ${path}`);
  const folder = openSync(dataFolder, 'r');
  return { path: `/proc/self/fd/${folder}/control.sock`, release: () => closeSync(folder) };
}
