/**
 * Reads a stored message that was left to a person, as it came, and decides on it with the person's word.
 * Path: beside the way of a message, asked by an administrator (`booking accept|decline`) -> resources/decide-by-hand.ts.
 */
import type { PersonsWord } from '../../booking/booking-request.js';
import type { Account } from '../../directory/directory.js';
import { parseAddress, type Address } from '../../mail/address.js';
import { firstField, readHeaderSection, type HeaderSection } from '../../mail/header-section.js';
import { decideByHand, type HandOutcome } from '../../resources/decide-by-hand.js';
import type { ResourceDeps } from '../../resources/context.js';
import { proveSubmitters } from '../../resources/prove-submitters.js';
import type { LeftMessage } from '../../store/calendars.js';
import type { InboundSettings } from '../planning/inbound-context.js';
import { findStoredMeeting } from './explain-message.js';

/** How a person decides. */
export interface HandWord {
  readonly word: PersonsWord;
  readonly isSilent: boolean;
}

/** @param bytes of the message, with what delivery wrote above it. Throws StoreError, DirectoryError. */
export async function decideLeft(
  account: Account,
  left: LeftMessage,
  bytes: Uint8Array,
  { word, isSilent }: HandWord,
  deps: ResourceDeps & { readonly settings: Pick<InboundSettings, 'hostname' | 'meetings'> },
): Promise<HandOutcome> {
  const { storeId } = account;
  if (storeId === null) return { kind: 'settled' };
  const header = readHeaderSection(bytes);
  const read = findStoredMeeting(header, bytes, deps.settings);
  const meeting = read === null ? null : await proveSubmitters(read, deps.directory);
  const forwardPath = forwardPathOf(header);
  return decideByHand({ account, storeId, left, meeting, forwardPath, word, isSilent }, deps);
}

/** As mail/trace-fields.ts wrote it above the message. */
function forwardPathOf(header: HeaderSection): Address | null {
  const written = /\sfor\s+<([^<>\s]+)>/.exec(firstField(header, 'received') ?? '')?.[1];
  return written === undefined ? null : parseAddress(written);
}
