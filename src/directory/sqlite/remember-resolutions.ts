/**
 * Remembers which account or group an address means: asked for every RCPT, and each commit of mail makes SQLite read its pages
 * anew. Every change of the directory goes through this process, so nothing remembered can be stale.
 */
import { formatAddress, type Address } from '../../mail/address.js';
import type { Resolution } from '../directory.js';

/** More addresses than a large house writes to in an hour; then it begins anew. */
const MAX_REMEMBERED = 20_000;

export interface ResolutionMemory {
  readonly resolve: (address: Address) => Resolution;
  /** The same function; what is remembered is forgotten with it. */
  readonly changing: <Arguments extends unknown[], Result>(
    change: (...given: Arguments) => Result,
  ) => (...given: Arguments) => Result;
}

export function rememberResolutions(resolve: (address: Address) => Resolution): ResolutionMemory {
  const remembered = new Map<string, Resolution>();
  return {
    resolve(address) {
      const key = formatAddress(address);
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const found = resolve(address);
      // An unknown address is asked for again: it may be known in the next moment, and strangers could fill the room.
      if (found.kind === 'account' || found.kind === 'group') {
        if (remembered.size >= MAX_REMEMBERED) remembered.clear();
        remembered.set(key, found);
      }
      return found;
    },
    changing:
      (change) =>
      (...given) => {
        try {
          return change(...given);
        } finally {
          remembered.clear();
        }
      },
  };
}
