/**
 * One row for every message that booking looked at: what `frontdesk booking explain` prints. JSON values throughout.
 */
import type { ItipMethod, Revision } from '../calendar/itip-message.js';
import type { DeclineReason } from './reasons.js';
import type { Instant } from '../mail/instant.js';

export type DecisionKind =
  | 'accept'
  | 'decline'
  | 'ask'
  | 'waiting'
  | 'enter-tentative'
  | 'note-reply'
  | 'cancel'
  | 'remove'
  | 'keep'
  | 'ignore'
  | 'leave-to-person';

export interface DecisionRecord {
  readonly decidedAt: Instant;
  readonly messageId: string | null;
  readonly method: ItipMethod | null;
  readonly uid: string | null;
  readonly organizer: string | null;
  readonly revision: Revision | null;
  readonly decision: DecisionKind;
  /** The rule by its name: `conflict`, `recurring`, `stale-revision`, ...; null for a plain acceptance. */
  readonly because: string | null;
  /** One sentence for a person. */
  readonly explanation: string;
  /** Those looked at, cut at 1,000; `because`: what the policy has against one that may be free. */
  readonly occurrences: readonly {
    readonly start: Instant;
    readonly end: Instant;
    readonly free: boolean;
    readonly because?: DeclineReason;
  }[];
  readonly answered: boolean;
  readonly milliseconds: number;
}
