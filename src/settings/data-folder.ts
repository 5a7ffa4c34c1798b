/**
 * Where the data folder is. Apart from config.ts, so that a command that only talks to the running process reads no
 * configuration.
 */
import { resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The flags of the command line, which take precedence over all other sources. */
export interface ConfigFlags {
  readonly data?: string;
  readonly config?: string;
  /** `lmtp.listen=127.0.0.1:0` */
  readonly set?: readonly string[];
}

/** @returns an absolute path */
export function dataFolderOf(flags: ConfigFlags, environment: Environment = process.env): string {
  return resolve(flags.data ?? (environment['FRONTDESK_DATA'] || './data'));
}
