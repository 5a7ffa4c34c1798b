/**
 * The content of a message from a resource, before it is plain text or HTML.
 */

/** What a reader sees first: settled well, not settled, still open, or only for information. */
export type MessageTone = 'accepted' | 'declined' | 'open' | 'told';

/** A label and its lines. */
export interface Fact {
  readonly label: string;
  readonly lines: readonly string[];
}

export interface MessageContent {
  /** BCP 47 */
  readonly language: string;
  readonly tone: MessageTone;
  readonly headline: string;
  /** null for a plain acceptance. */
  readonly reason: string | null;
  /** In the order of reading. */
  readonly facts: readonly Fact[];
  /** What the resource's administrator adds; empty: nothing. */
  readonly note: string;
  /** Who sends the message, how to cancel, whom to ask; at least one line. */
  readonly footer: readonly string[];
}
