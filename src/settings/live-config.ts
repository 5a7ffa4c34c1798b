/**
 * The configuration of a running process: what is in force, and reading it again. A reload is all or nothing: a
 * configuration with a fault in it changes nothing. Keys that need a restart keep the value of the start, so what is in
 * force and what `frontdesk config` prints differ until then.
 */
import { isDeepStrictEqual } from 'node:util';
import { configSchema, type Settings } from './config-schema.js';
import type { KeyDescription } from './config-key.js';
import type { Config } from './config.js';
import type { ReloadReport } from '../runtime/running-process.js';

export interface LiveConfig {
  /** In force now; another object after a reload, so whoever needs one set throughout keeps it. */
  current(): Config;
  /** Reads the configuration again and obeys it. Throws ConfigError, and then nothing has changed. */
  reload(): ReloadReport;
  /** Calls `obey` after each reload that changed something, in the order of the calls. It must not throw. */
  onChange(obey: (config: Config) => void): void;
}

/** @param readAgain from where the first one came; throws ConfigError */
export function liveConfig(first: Config, readAgain: () => Config): LiveConfig {
  let current = first;
  const obeyers: ((config: Config) => void)[] = [];
  return {
    current: () => current,
    reload() {
      const wanted = readAgain();
      const different = wanted.entries.map(({ key }) => key).filter((key) => !hasSameValue(key, current, wanted));
      const needRestart = different.filter(needsRestart);
      const changed = different.filter((key) => !needsRestart(key));
      current = keepingAtStart(wanted, current);
      if (changed.length > 0) for (const obey of obeyers) obey(current);
      return { changed, needRestart };
    },
    onChange: (obey) => void obeyers.push(obey),
  };
}

const parts = (key: string): [keyof Settings, string] => key.split('.') as [keyof Settings, string];

function valueOf(key: string, config: Settings): unknown {
  const [section, name] = parts(key);
  return (config[section] as Readonly<Record<string, unknown>>)[name];
}

const hasSameValue = (key: string, one: Settings, other: Settings): boolean =>
  isDeepStrictEqual(valueOf(key, one), valueOf(key, other));

function needsRestart(key: string): boolean {
  const [section, name] = parts(key);
  const schema = (configSchema.shape[section].shape as Readonly<Record<string, { meta(): unknown }>>)[name];
  return (schema?.meta() as KeyDescription | undefined)?.needsRestart ?? false;
}

/** The new configuration with the old values, and their sources, of what cannot change while the process runs. */
function keepingAtStart(wanted: Config, old: Config): Config {
  const kept: Record<string, Record<string, unknown>> = {};
  const oldEntries = new Map(old.entries.map((entry) => [entry.key, entry]));
  for (const { key } of wanted.entries) {
    const [section, name] = parts(key);
    (kept[section] ??= {})[name] = valueOf(key, needsRestart(key) ? old : wanted);
  }
  return {
    // Every key of every section was taken from one of two whole configurations just now.
    ...(kept as unknown as Settings),
    dataFolder: old.dataFolder,
    entries: wanted.entries.map((entry) => (needsRestart(entry.key) ? (oldEntries.get(entry.key) ?? entry) : entry)),
  };
}
