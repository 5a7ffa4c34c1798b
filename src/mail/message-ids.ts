/**
 * Message identifiers, and what an answer puts into In-Reply-To and References.
 * Path: booking answers and vacation responses refer to the message they answer.
 * Standards: RFC 5322 §3.6.4.
 */
import { allFields, firstField, oncePerHeader } from './header-section.js';

/** RFC 5322 §2.1.1: an identifier must fit on a line. */
const MAX_IDENTIFIER_LENGTH = 990;
/** The first and the latest ones of a long thread are kept. */
const MAX_REFERENCES = 50;
/** Characters of a field that are read: as many references as are kept, twice as long as they may be. */
const MAX_FIELD_CHARACTERS = 2 * MAX_REFERENCES * MAX_IDENTIFIER_LENGTH;

const identifier = /<[^<>\s\p{Cc}]+>/gu;

export interface ThreadFields {
  /** With angle brackets; null if the message has none. */
  readonly inReplyTo: string | null;
  /** With angle brackets, oldest first, each once. */
  readonly references: readonly string[];
}

/** The message's own Message-ID with angle brackets, or null. Read once a message. */
export const readMessageId = oncePerHeader((header): string | null => {
  return identifiers(firstField(header, 'message-id') ?? '')[0] ?? null;
});

/** RFC 5322 §3.6.4: the parent's References (or its one In-Reply-To), then the parent's Message-ID. Read once a message. */
export const threadFields = oncePerHeader((header): ThreadFields => {
  const own = readMessageId(header);
  const earlier = identifiers(allFields(header, 'references').join(' '));
  const parent = identifiers(firstField(header, 'in-reply-to') ?? '');
  const before = earlier.length === 0 && parent.length === 1 ? parent : earlier;
  const all = [...new Set(own === null ? before : [...before.filter((id) => id !== own), own])];
  const references = all.length <= MAX_REFERENCES ? all : [...all.slice(0, 1), ...all.slice(1 - MAX_REFERENCES)];
  return { inReplyTo: own, references };
});

function identifiers(value: string): string[] {
  const found = withoutMiddle(value).match(identifier) ?? [];
  return found.filter((each) => each.length <= MAX_IDENTIFIER_LENGTH);
}

/** The oldest and the latest references are those that matter. */
function withoutMiddle(value: string): string {
  if (value.length <= MAX_FIELD_CHARACTERS) return value;
  return `${value.slice(0, MAX_IDENTIFIER_LENGTH)} ${value.slice(MAX_IDENTIFIER_LENGTH - MAX_FIELD_CHARACTERS)}`;
}
