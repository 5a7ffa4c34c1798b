/**
 * The message around a calendar object, as booking looks at it. JSON values throughout: it is kept with a request that
 * waits (calendar-entry.ts).
 */
import type { Address } from '../mail/address.js';

/** The message around the iTIP message. */
export interface CarryingMessage {
  readonly reversePath: Address | null;
  /** From, Sender and Reply-To: the authors that the message names. */
  readonly authors: readonly Address[];
  /** Those of them who are known for certain to have written it (mail/proven-authors.ts). */
  readonly provenAuthors: readonly Address[];
  /** The account that submitted it to one of the organisation's MTAs; absent: nobody logged in, or all that follows is in provenAuthors. */
  readonly authenticatedUsers?: readonly string[];
  /** With angle brackets. */
  readonly messageId: string | null;
  readonly references: readonly string[];
  /** Of the organizer, as the header section says, BCP 47; the first one counts most. */
  readonly languages: readonly string[];
}
