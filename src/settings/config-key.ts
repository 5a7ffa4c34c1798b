/**
 * Defines a configuration key: its kind, default, unit and meaning in one place.
 * Used by config-schema.ts and the section files.
 */
import type { z } from 'zod';

/** The description of a key, apart from its kind. */
export interface KeyDescription {
  readonly description: string;
  /** The unit of a plain number, or null. */
  readonly unit: string | null;
  /** The default in TOML syntax. */
  readonly defaultText: string;
  /** Never printed. */
  readonly secret: boolean;
  /** Whether a change takes effect only after a restart, not with a reload. */
  readonly needsRestart: boolean;
}

type Written = string | number | boolean | readonly string[];

/** A key of this kind, with its default as written in the configuration. */
export function key<T extends z.ZodType>(kind: T, written: Written, description: string, unit: string | null = null) {
  return described(kind.prefault(written as never), { description, unit, defaultText: asToml(written) });
}

/** TOML writes strings, numbers and booleans as JSON does. */
const asToml = (written: Written): string =>
  written instanceof Array ? `[${written.map(asToml).join(', ')}]` : JSON.stringify(written);

export function described<T extends z.ZodType>(
  schema: T,
  description: Omit<KeyDescription, 'secret' | 'needsRestart'> & { secret?: true },
): T {
  return schema.meta({ secret: false, needsRestart: false, ...description });
}

/** A key whose value a running process cannot change, such as the address of a bound socket. */
export function atStart<T extends z.ZodType>(schema: T): T {
  return schema.meta({ ...schema.meta(), needsRestart: true });
}
