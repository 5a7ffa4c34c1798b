/**
 * What the soak brings: messages with what must become of them, so that at the end every sum can be told beforehand.
 * Messages whose fates hang together are a story: its messages are brought one after the other, stories side by side.
 */
import type { DecisionKind } from '../../src/booking/decision-record.js';
import type { DeliveryFolder } from '../support/read-server.js';

/** Where a message must be found. */
export interface Place {
  readonly account: string;
  readonly folder: DeliveryFolder;
}

/** What one RCPT of a message must come to. */
export type Fate =
  | {
      readonly kind: 'filed';
      /** None, if another RCPT of the message named the same account; several for a group. */
      readonly places: readonly Place[];
      /** What booking records of it. */
      readonly decision?: DecisionKind;
      /** What the sender hears of it by mail. */
      readonly answer?: 'vacation' | 'ACCEPTED' | 'DECLINED';
      /** Nothing proves who wrote the message: the organizer gets a report of what it did to the meeting. */
      readonly hasNotice?: boolean;
      /** The account is away, and a rule speaks against an answer. */
      readonly skipsVacation?: boolean;
    }
  /** Taken and not filed again, in so many stores. */
  | { readonly kind: 'repeated'; readonly stores: number }
  | {
      readonly kind: 'refused';
      /** Reply code and enhanced status code. */
      readonly reply: string;
      readonly at: 'RCPT' | 'DATA';
      /** As the counters name it after DATA. */
      readonly because?: string;
    };

export interface SoakMail {
  /** For the table: `plain`, `list mail to somebody away`. */
  readonly kind: string;
  readonly from: string;
  readonly recipients: readonly { readonly address: string; readonly fate: Fate }[];
  /** Without angle brackets. */
  readonly messageId: string;
  /** Handed over by BDAT, which leaves a final line without its end as it is. */
  readonly isChunked: boolean;
  /** Above the limit: it is never whole. */
  readonly isTooLarge: boolean;
  /** Made when it is brought, once: some are large. */
  readonly bytes: () => Buffer;
}

export type Story = readonly SoakMail[];

export const filedIn = (account: string, folder: DeliveryFolder = 'Inbox'): Fate & { kind: 'filed' } => ({
  kind: 'filed',
  places: [{ account, folder }],
});
