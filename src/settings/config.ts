/**
 * The effective configuration. Flags take precedence over the environment, the TOML file, and the defaults of
 * config-schema.ts. Every value has its source; an unknown key or a bad value is refused with its place and what is
 * allowed. The only file that reads the environment.
 */
import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { configSchema, type Settings } from './config-schema.js';
import type { KeyDescription } from './config-key.js';
import { configFileOf, dataFolderOf, type ConfigFlags, type Environment } from './data-folder.js';
import { locateTomlKey } from './locate-toml-key.js';
import { nearMiss } from '../runtime/near-miss.js';
import type { ManagerAddress } from '../runtime/service-manager.js';
import { ConfigError } from '../runtime/config-error.js';

export interface ConfigEntry {
  /** `lmtp.listen` */
  readonly key: string;
  /** As given; a secret is masked. */
  readonly text: string;
  /** `default`, `/etc/frontdesk.toml:3`, `FRONTDESK_LMTP_LISTEN`, `--set` */
  readonly source: string;
}

export interface Config extends Settings {
  /** Absolute. */
  readonly dataFolder: string;
  readonly entries: readonly ConfigEntry[];
}

interface Given {
  readonly raw: unknown;
  readonly source: string;
}

const MASK = '********';
const sections = Object.keys(configSchema.shape) as (keyof Settings)[];
const keysOf = (section: keyof Settings): Readonly<Record<string, z.ZodType>> => configSchema.shape[section].shape;
const allKeys = sections.flatMap((section) => Object.keys(keysOf(section)).map((name) => `${section}.${name}`));

/** `lmtp.maxMessageBytes` -> `FRONTDESK_LMTP_MAX_MESSAGE_BYTES` */
export function environmentName(key: string): string {
  return `FRONTDESK_${key.replaceAll(/[A-Z]/g, '_$&').replaceAll('.', '_').toUpperCase()}`;
}

/** Reads the configuration. Throws ConfigError with all problems found, not only the first. */
export function loadConfig(flags: ConfigFlags = {}, environment: Environment = process.env): Config {
  const problems: string[] = [];
  const file = configFileOf(flags, environment);
  const given = new Map<string, Given>();
  if (file !== undefined) takeFile(file, given, problems);
  takeEnvironment(environment, given, problems);
  takeFlags(flags.set ?? [], given, problems);

  const entries: ConfigEntry[] = [];
  const settings: Record<string, Record<string, unknown>> = {};
  for (const section of sections) {
    const values: Record<string, unknown> = (settings[section] = {});
    for (const [name, schema] of Object.entries(keysOf(section))) {
      const key = `${section}.${name}`;
      const value = given.get(key);
      const result = schema.safeParse(value?.raw);
      if (result.success) values[name] = result.data;
      else problems.push(complaint(key, value, result.error));
      entries.push(entryOf(key, schema, value, result.data));
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  // All keys of all sections have just been parsed with their schemas.
  return { ...(settings as unknown as Settings), dataFolder: dataFolderOf(flags, environment), entries };
}

/** What systemd passes to a service in its environment (sd_notify(3), sd_watchdog_enabled(3)). */
export function managerAddress(environment: Environment = process.env): ManagerAddress | null {
  const { NOTIFY_SOCKET: notifySocket, WATCHDOG_USEC: watchdog, WATCHDOG_PID: watched } = environment;
  if (notifySocket === undefined || notifySocket === '') return null;
  const isWatched = /^[1-9]\d{0,15}$/.test(watchdog ?? '') && [undefined, String(process.pid)].includes(watched);
  return { notifySocket, watchdogMs: isWatched ? Number(watchdog) / 1000 : null };
}

function complaint(key: string, given: Given | undefined, error: z.ZodError): string {
  const allowed = [...new Set(error.issues.map((issue) => issue.message))].join('; ');
  const { secret } = configKeyDescription(key);
  return `${given?.source ?? 'default'}: ${key} = ${secret ? MASK : written(given?.raw)} is not valid; ${allowed}`;
}

function entryOf(key: string, schema: z.ZodType, given: Given | undefined, value: unknown): ConfigEntry {
  const { secret, defaultText } = schema.meta() as unknown as KeyDescription;
  const shown = given === undefined ? defaultText || written(value) : written(given.raw);
  const empty = given === undefined ? defaultText === '""' : given.raw === '';
  return { key, text: secret && !empty ? MASK : shown, source: given?.source ?? 'default' };
}

const written = (raw: unknown): string => (raw === undefined ? 'unset' : JSON.stringify(raw));

/** The description of a key that the schema has. */
function configKeyDescription(key: string): KeyDescription {
  const [section, name] = key.split('.') as [keyof Settings, string];
  return keysOf(section)[name]?.meta() as unknown as KeyDescription;
}

function takeFile(file: string, given: Map<string, Given>, problems: string[]): void {
  const text = readConfigFile(file);
  const tables = parseToml(text, file);
  const at = (section: string, name: string | null): string => `${file}:${locateTomlKey(text, section, name)}`;
  for (const [section, table] of Object.entries(tables)) {
    if (!isSection(section) || typeof table !== 'object' || table === null || Array.isArray(table)) {
      const place = at(section, null);
      problems.push(
        isSection(section) ? `${place}: ${section} must be a [section]` : unknown(place, 'section', section, sections),
      );
      continue;
    }
    for (const [name, raw] of Object.entries(table)) {
      const source = at(section, name);
      if (name in keysOf(section)) given.set(`${section}.${name}`, { raw, source });
      else problems.push(unknown(source, `key in [${section}]`, name, Object.keys(keysOf(section))));
    }
  }
}

function readConfigFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError([`${file}: cannot be read (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`]);
  }
}

function parseToml(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const what = (cause.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    throw new ConfigError([`${file}:${cause.line}: not valid TOML: ${what}`]);
  }
}

const isSection = (name: string): name is keyof Settings => name in configSchema.shape;

function takeEnvironment(environment: Environment, given: Map<string, Given>, problems: string[]): void {
  const names = new Map(allKeys.map((key) => [environmentName(key), key]));
  for (const [name, raw] of Object.entries(environment)) {
    const key = names.get(name);
    if (key !== undefined && raw !== undefined) given.set(key, { raw, source: name });
    // Other programs may use FRONTDESK_ names. Only a name that begins with one of the sections is a mistake.
    else if (sections.some((section) => name.startsWith(`${environmentName(section)}_`)))
      problems.push(unknown('environment', 'variable', name, [...names.keys()]));
  }
}

function takeFlags(set: readonly string[], given: Map<string, Given>, problems: string[]): void {
  for (const assignment of set) {
    const [key = '', ...rest] = assignment.split('=');
    if (rest.length === 0) problems.push(`--set ${assignment}: use --set section.key=value`);
    else if (allKeys.includes(key)) given.set(key, { raw: rest.join('='), source: '--set' });
    else problems.push(unknown('--set', 'key', key, allKeys));
  }
}

function unknown(place: string, what: string, name: string, allowed: readonly string[]): string {
  const near = nearMiss(name, allowed);
  return `${place}: unknown ${what} "${name}"; ${near === null ? `allowed: ${allowed.join(', ')}` : `did you mean ${near}?`}`;
}
