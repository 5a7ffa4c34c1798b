/**
 * Remembers who may write under which address: asked for every author of a mail that goes out. Every change of the
 * directory goes through this process, so nothing remembered can be stale.
 */
import { formatAddress, type Address } from '../../mail/address.js';
import type { WritingRights } from '../deputies.js';
import type { AccountId } from '../directory.js';

/** More pairs of an actor and an owner than a large house has at work; then it begins anew. */
const MAX_REMEMBERED = 10_000;

type FindRights = (actor: AccountId, address: Address) => WritingRights | null;

export interface RightsMemory {
  readonly writingRights: FindRights;
  /** The same function; what is remembered is forgotten with it. */
  readonly changing: <Arguments extends unknown[], Result>(
    change: (...given: Arguments) => Result,
  ) => (...given: Arguments) => Result;
}

export function rememberWritingRights(find: FindRights): RightsMemory {
  const remembered = new Map<string, WritingRights>();
  return {
    writingRights(actor, address) {
      const key = `${actor} ${formatAddress(address)}`;
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const found = find(actor, address);
      // An address that nobody has may be somebody's in the next moment.
      if (found !== null) {
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
