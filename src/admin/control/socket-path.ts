/**
 * Where the control socket is. The path of a Unix socket has at most 107 bytes; a longer data folder path is replaced by
 * an open descriptor of the folder, so that the socket is always in the data folder.
 */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_SOCKET_PATH_BYTES } from '../../runtime/listen.js';

export interface SocketPath {
  /** For bind and connect, until released. */
  readonly path: string;
  release(): void;
}

export const controlSocketFile = (dataFolder: string): string => join(dataFolder, 'control.sock');

/** Throws the system's error if the data folder cannot be opened (ENOENT). */
export function controlSocketPath(dataFolder: string): SocketPath {
  const path = controlSocketFile(dataFolder);
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return { path, release: () => undefined };
  if (process.platform !== 'linux')
    throw new Error(`the path of the control socket is longer than ${MAX_SOCKET_PATH_BYTES} bytes: ${path}`);
  const folder = openSync(dataFolder, 'r');
  return { path: `/proc/self/fd/${folder}/control.sock`, release: () => closeSync(folder) };
}
