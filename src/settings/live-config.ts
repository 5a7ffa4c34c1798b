/**
 * The configuration of a running process, and its reload. A reload is all or nothing: a configuration with an error
 * changes nothing. Keys that need a restart keep their value, so until the restart the values in effect differ from
 * those that `frontdesk config` prints.
 */
import { isDeepStrictEqual } from 'node:util';
import { configSchema, type Settings } from './config-schema.js';
import type { KeyDescription } from './config-key.js';
import type { Config } from './config.js';
import type { ReloadReport } from '../runtime/running-process.js';

export interface LiveConfig {
  /** The configuration in effect. A reload creates a new object, so a caller that needs stable values keeps this one. */
  current(): Config;
  /** Reloads the configuration. Throws ConfigError, and then nothing has changed. */
  reload(): ReloadReport;
  /** Calls `reconfigure` after each reload that changed something, in order of registration. It must not throw. */
  onChange(reconfigure: (config: Config) => void): void;
}

/** @param readAgain reads the same sources as the first time; throws ConfigError */
export function liveConfig(first: Config, readAgain: () => Config): LiveConfig {
  let current = first;
  const subscribers: ((config: Config) => void)[] = [];
  return {
    current: () => current,
    reload() {
      const wanted = readAgain();
      const different = wanted.entries.map(({ key }) => key).filter((key) => !hasSameValue(key, current, wanted));
      const needRestart = different.filter(needsRestart);
      const changed = different.filter((key) => !needsRestart(key));
      current = keepingAtStart(wanted, current);
      if (changed.length > 0) for (const reconfigure of subscribers) reconfigure(current);
      return { changed, needRestart };
    },
    onChange: (reconfigure) => void subscribers.push(reconfigure),
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

/** The new configuration, with the old values and sources of keys that need a restart. */
function keepingAtStart(wanted: Config, old: Config): Config {
  const kept: Record<string, Record<string, unknown>> = {};
  const oldEntries = new Map(old.entries.map((entry) => [entry.key, entry]));
  for (const { key } of wanted.entries) {
    const [section, name] = parts(key);
    (kept[section] ??= {})[name] = valueOf(key, needsRestart(key) ? old : wanted);
  }
  return {
    // All keys of all sections have just been copied from one of two complete configurations.
    ...(kept as unknown as Settings),
    dataFolder: old.dataFolder,
    entries: wanted.entries.map((entry) => (needsRestart(entry.key) ? (oldEntries.get(entry.key) ?? entry) : entry)),
  };
}
