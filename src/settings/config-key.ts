/**
 * How a configuration key is written down: its kind, its default, its unit and what it means, beside each other.
 * Path: config-schema.ts and the sections it is made of.
 */
import type { z } from 'zod';

/** What is known of a key beside its kind. */
export interface KeyDescription {
  readonly description: string;
  /** What a bare number means, or null. */
  readonly unit: string | null;
  /** As one would write it in TOML. */
  readonly defaultText: string;
  /** Never printed. */
  readonly secret: boolean;
  /** A reload does not do: the value is taken at the start. */
  readonly needsRestart: boolean;
}

type Written = string | number | boolean | readonly string[];

/** A key: its kind, with its default as a person would write it. */
export function key<T extends z.ZodType>(kind: T, written: Written, description: string, unit: string | null = null) {
  return described(kind.prefault(written as never), { description, unit, defaultText: asToml(written) });
}

/** TOML writes texts, numbers and booleans as JSON does. */
const asToml = (written: Written): string =>
  written instanceof Array ? `[${written.map(asToml).join(', ')}]` : JSON.stringify(written);

export function described<T extends z.ZodType>(
  schema: T,
  description: Omit<KeyDescription, 'secret' | 'needsRestart'> & { secret?: true },
): T {
  return schema.meta({ secret: false, needsRestart: false, ...description });
}

/** A key whose value a running process cannot change: a socket that is bound, a file that is open. */
export function atStart<T extends z.ZodType>(schema: T): T {
  return schema.meta({ ...schema.meta(), needsRestart: true });
}
