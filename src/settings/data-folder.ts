/**
 * Where the data folder and the configuration file are. Apart from config.ts, so that a command that only talks to the
 * running process reads no configuration.
 */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The flags of the command line, which take precedence over all other sources. */
export interface ConfigFlags {
  readonly data?: string;
  readonly config?: string;
  /** `lmtp.listen=127.0.0.1:0` */
  readonly set?: readonly string[];
}

/** Where an installed service has its files (packaging/frontdesk.service). */
export interface InstalledPlaces {
  readonly data: string;
  readonly config: string;
}

const SERVICE: InstalledPlaces = { data: '/var/lib/frontdesk', config: '/etc/frontdesk.toml' };

/**
 * As given, else that of the installed service if it has data, else `./data`: a command that is called anywhere on a server
 * must not begin other data there.
 *
 * @returns an absolute path
 */
export function dataFolderOf(
  flags: ConfigFlags,
  environment: Environment = process.env,
  installed: InstalledPlaces = SERVICE,
): string {
  const given = flags.data ?? (environment['FRONTDESK_DATA'] || undefined);
  return resolve(given ?? (hasData(installed.data) ? installed.data : './data'));
}

/**
 * As given, else that of the installed service for its data folder only: a data folder elsewhere has nothing to do with it.
 *
 * @returns undefined: no file, all values are defaults
 */
export function configFileOf(
  flags: ConfigFlags,
  environment: Environment = process.env,
  installed: InstalledPlaces = SERVICE,
): string | undefined {
  const given = flags.config ?? environment['FRONTDESK_CONFIG'];
  if (given !== undefined) return given === '' ? undefined : given;
  const isOfService = dataFolderOf(flags, environment, installed) === installed.data;
  return isOfService && existsSync(installed.config) ? installed.config : undefined;
}

/** Whether there is data, or a folder into which only others may look. */
function hasData(folder: string): boolean {
  try {
    return statSync(join(folder, 'data.id')).isFile();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}
