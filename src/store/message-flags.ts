/**
 * Flags of messages: their stored form, and what a change makes of them. Pure; used by every engine of the mail-store
 * port.
 * Standards: RFC 9051 §2.3.2 (flags and keywords are case-insensitive), §6.4.6 (STORE).
 */
import type { FlagChange } from './mail-store.js';
import { StoreError } from './store-error.js';

/** Of one message. Bounds what a client can make the index store. */
export const MAX_FLAGS = 100;
export const MAX_FLAG_BYTES = 200;

const SYSTEM_FLAGS: ReadonlyMap<string, string> = new Map(
  ['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft'].map((flag) => [flag.toLowerCase(), flag]),
);

/**
 * The flags in their stored form: each once, system flags as RFC 9051 spells them, keywords as they were first spelled.
 * Throws StoreError('not-allowed') for too many or for one that is too long.
 */
export function storedFlags(flags: readonly string[]): readonly string[] {
  const stored = new Map<string, string>();
  for (const flag of flags) {
    const key = flag.toLowerCase();
    if (!stored.has(key)) stored.set(key, SYSTEM_FLAGS.get(key) ?? flag);
  }
  if (stored.size > MAX_FLAGS) throw new StoreError('not-allowed', `a message has at most ${MAX_FLAGS} flags`);
  if ([...stored.keys()].some((key) => key === '' || Buffer.byteLength(key) > MAX_FLAG_BYTES))
    throw new StoreError('not-allowed', `a flag has 1 to ${MAX_FLAG_BYTES} bytes`);
  return [...stored.values()];
}

/** The flags after the change; null: they are the same (RFC 7162 §3.1.11: no new mod-sequence then). */
export function changeFlags(before: readonly string[], { kind, flags }: FlagChange): readonly string[] | null {
  const after =
    kind === 'remove' ? without(before, flags) : storedFlags(kind === 'set' ? flags : [...before, ...flags]);
  return isSame(before, after) ? null : after;
}

function without(before: readonly string[], flags: readonly string[]): readonly string[] {
  const gone = new Set(flags.map((flag) => flag.toLowerCase()));
  return before.filter((flag) => !gone.has(flag.toLowerCase()));
}

function isSame(before: readonly string[], after: readonly string[]): boolean {
  const keys = new Set(before.map((flag) => flag.toLowerCase()));
  return keys.size === after.length && after.every((flag) => keys.has(flag.toLowerCase()));
}
