/**
 * What a record of a segment says besides the bytes of a message: the filings and all other changes of its calls, with
 * every value assigned. The writer applies the same values to the tables when the change is made and when the log is
 * replayed, so that replay computes nothing (docs/durability.md).
 *
 * Stores are named by GUID, as their ids are only valid in one database.
 */
import type { CalendarChange } from '../../booking/calendar-entry.js';
import type { DecisionRecord } from '../../booking/decision-record.js';
import type { Instant } from '../../mail/instant.js';
import type { QuotaTold } from '../../quota/quota-told.js';
import type { AuditRecord } from '../audit.js';
import type { MessageCount } from '../delivery-desk.js';
import type { OutgoingMessage } from '../outbox.js';

/** The location of a body: number of the segment, offset and length in bytes. */
export interface BodyLocation {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/** The filing for one recipient. */
export interface RecordedFiling {
  readonly storeGuid: string;
  /** null: saved by a client, and not a delivery. */
  readonly deliveryId: string | null;
  readonly folder: string;
  readonly uidValidity: number;
  readonly uid: number;
  /** Absent in records of the first format. */
  readonly modSeq?: number;
  readonly flags: readonly string[];
  readonly receivedAt: number;
  /** Absent: when it was received. */
  readonly savedAt?: number;
  readonly outsideQuota: boolean;
  /** The location of the body in another record; null: in this record. */
  readonly body: BodyLocation | null;
}

/** The place of the message that a decision is about. */
export interface FiledAt {
  readonly folder: string;
  readonly uid: number;
}

/** An outgoing message whose bytes are outside the JSON: in the entry's blobs, or the same as the record's body. */
export interface RecordedOutgoing {
  readonly kind: 'outgoing';
  readonly store: string | null;
  readonly mail: Omit<OutgoingMessage, 'bytes' | 'storeId'>;
  readonly sizeBytes: number;
  readonly isBody: boolean;
}

export type RecordedChange =
  | {
      readonly kind: 'calendar';
      readonly store: string;
      readonly change: CalendarChange;
      /** The calendar's version before and after the change. */
      readonly basedOn: number;
      readonly version: number;
      readonly at: Instant;
    }
  | {
      readonly kind: 'decision';
      readonly store: string;
      readonly number: number;
      readonly decision: DecisionRecord;
      /** Absent: the decision was made without a message, or by an earlier release. */
      readonly filed?: FiledAt;
    }
  | RecordedOutgoing
  | { readonly kind: 'counts'; readonly counts: readonly MessageCount[]; readonly at: Instant }
  | { readonly kind: 'quota-told'; readonly store: string; readonly told: QuotaTold }
  | {
      readonly kind: 'vacation';
      readonly store: string;
      readonly sender: string;
      readonly round: number;
      readonly at: Instant;
      readonly forgetAt: number;
    }
  | { readonly kind: 'correspondents'; readonly stores: readonly string[]; readonly addresses: readonly string[] }
  | { readonly kind: 'audit'; readonly audit: AuditRecord }
  /** The source of a move. */
  | {
      readonly kind: 'expunge';
      readonly store: string;
      readonly folder: string;
      readonly uidValidity: number;
      readonly uids: readonly number[];
      readonly modSeq: number;
    };

/** A change with the bytes that are recorded outside its JSON. */
export interface ChangeToRecord {
  readonly change: RecordedChange;
  /** null: none, or the record's body. */
  readonly blob: Uint8Array | null;
}
