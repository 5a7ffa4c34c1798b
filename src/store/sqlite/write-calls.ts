/**
 * The calls from the main thread to the writer thread: plain values that survive a structured clone. Each call has a
 * name, an argument and an answer.
 */
import type { StoreId } from '../../directory/account.js';
import type { Instant } from '../../mail/instant.js';
import type { QuotaTold } from '../../quota/quota-told.js';
import type { CalendarPlan, DeliveryOutcome, DeliveryPlan, SubmissionPlan } from '../delivery-desk.js';
import type { OnceMessage, OutgoingMessage, RelayOutcome } from '../outbox.js';
import type { AccessChange, AccessOutcome, GrantedAccess } from '../access-store.js';
import type {
  AppendedMessage,
  ChangedFlags,
  CopiedMessages,
  FlagsChange,
  Folder,
  FolderPlace,
  SavedMessages,
  SaveOptions,
  Store,
} from '../mail-store.js';
import type { StoreErrorReason } from '../store-error.js';
import type { BodyLocation } from './recorded-change.js';
import type { LogEntry } from './log-entry.js';
import type { BodySource } from './stage-record.js';

/** A body that is passed with the call, or the location of one that an earlier call has written. */
export type PlanBody = BodySource | { readonly kind: 'stored'; readonly at: BodyLocation };

/** A plan whose body is passed separately. */
export type PlanToWrite = Omit<DeliveryPlan, 'message'> & {
  /** Index into the call's bodies. */
  readonly body: number;
};

export interface DeliverAnswer {
  readonly outcomes: readonly DeliveryOutcome[];
  /** The location of each body; null: not written, as none of its plans was delivered or stale. */
  readonly bodies: readonly (BodyLocation | null)[];
}

/** Its bytes are passed separately. */
export type MessageToAppend = Omit<AppendedMessage, 'message'> & {
  /** Index into the call's bodies. */
  readonly body: number;
};

interface MessagesToChange {
  readonly storeId: StoreId;
  readonly folder: string;
  readonly uids: readonly number[];
  /** Who makes the change, for the change feed. */
  readonly origin?: string;
}

export interface WriteCalls {
  readonly deliver: {
    ask: { readonly bodies: readonly PlanBody[]; readonly plans: readonly PlanToWrite[] };
    answer: DeliverAnswer;
  };
  readonly revise: { ask: CalendarPlan; answer: 'done' | 'stale' };
  readonly submit: {
    ask: Omit<SubmissionPlan, 'copies'> & {
      readonly bodies: readonly PlanBody[];
      readonly copies: readonly PlanToWrite[];
    };
    answer: 'done' | 'stale';
  };
  readonly pruneAudit: { ask: { readonly before: Instant }; answer: number };
  readonly enqueue: { ask: { readonly messages: readonly OutgoingMessage[] }; answer: null };
  readonly enqueueOnce: { ask: { readonly messages: readonly OnceMessage[]; readonly now: Instant }; answer: null };
  readonly recordRelay: {
    ask: { readonly id: string; readonly outcome: RelayOutcome; readonly now: Instant };
    answer: null;
  };
  readonly retryNow: { ask: { readonly id: string; readonly now: Instant }; answer: boolean };
  /** Returns the number of deleted messages. */
  readonly pruneFailed: { ask: { readonly before: Instant }; answer: number };
  readonly deleteOutgoing: { ask: { readonly id: string }; answer: boolean };
  readonly noteQuotaTold: { ask: { readonly storeId: StoreId; readonly told: QuotaTold }; answer: null };
  readonly createStore: { ask: { readonly now: Instant }; answer: Store };
  readonly createFolder: {
    ask: { readonly storeId: StoreId; readonly name: string; readonly mustBeNew: boolean };
    answer: Folder;
  };
  readonly renameFolder: {
    ask: { readonly storeId: StoreId; readonly from: string; readonly to: string };
    answer: null;
  };
  readonly deleteFolder: { ask: { readonly storeId: StoreId; readonly folder: string }; answer: null };
  readonly subscribe: {
    ask: { readonly storeId: StoreId; readonly name: string; readonly isSubscribed: boolean };
    answer: null;
  };
  readonly append: {
    ask: SaveOptions & {
      readonly to: FolderPlace;
      readonly bodies: readonly BodySource[];
      readonly messages: readonly MessageToAppend[];
    };
    answer: SavedMessages;
  };
  readonly copy: {
    ask: SaveOptions & {
      readonly from: FolderPlace;
      readonly uids: readonly number[];
      readonly to: FolderPlace;
      readonly isMove: boolean;
    };
    answer: CopiedMessages;
  };
  readonly changeFlags: { ask: MessagesToChange & { readonly change: FlagsChange }; answer: ChangedFlags };
  readonly expunge: { ask: MessagesToChange; answer: number };
  readonly changeAccess: { ask: AccessChange; answer: AccessOutcome };
  readonly settleGrants: {
    ask: { readonly storeId: StoreId; readonly granted: readonly GrantedAccess[] };
    answer: null;
  };
  /** Returns the number of restored messages. */
  readonly restore: { ask: { readonly lost: readonly LogEntry[] }; answer: number };
}

export type WriteCallName = keyof WriteCalls;
export type AskOf<Name extends WriteCallName> = WriteCalls[Name]['ask'];
export type AnswerOf<Name extends WriteCallName> = WriteCalls[Name]['answer'];
/** A call with its argument; the name determines the type. */
export type WriteCall = {
  readonly [Name in WriteCallName]: { readonly name: Name; readonly ask: AskOf<Name> };
}[WriteCallName];
export type WriteHandlers = { readonly [Name in WriteCallName]: (ask: AskOf<Name>) => AnswerOf<Name> };

export type WriteAnswer =
  | { readonly kind: 'done'; readonly value: AnswerOf<WriteCallName> }
  | { readonly kind: 'failed'; readonly reason: StoreErrorReason; readonly message: string };
