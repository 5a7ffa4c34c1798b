/**
 * What a Received field says of its writer and of the client that handed the message over (RFC 5321 §4.4). Only what the
 * writer itself has found out counts: the address, the name behind it and who logged in, never what the client called
 * itself. The comments and words are those of Postfix, Sendmail, Exim and OpenSMTPD.
 * Path: trusted-trace.ts, from the top of a message down to the first field that is not of one of our MTAs.
 * Standards: RFC 3848 and RFC 6531 §3.7.3 (the words behind `with`).
 */
import { commentEnd, quotedStringEnd } from './comments-and-quotes.js';

export interface ReceivedHop {
  /** The host that wrote the field, lower case; null if it does not say. */
  readonly by: string | null;
  /** Address of the client. */
  readonly fromIp: string | null;
  /** Name that belongs to the address, lower case. */
  readonly fromHost: string | null;
  /** As whom the client logged in, as the writer spells it; null: it did not, or the writer does not say. */
  readonly authenticatedUser: string | null;
}

/** Real fields have some hundred characters. */
const MAX_FIELD_CHARACTERS = 4096;

interface Piece {
  readonly kind: 'word' | 'comment';
  /** Of a comment what stands between its parentheses. */
  readonly text: string;
}

const bracketedIp = /\[(?:IPv6:)?([0-9a-f:.]+)\]/i;
const authenticatedProtocol = /^(?:ESMTP|UTF8SMTP)S?A$/i;

/** Never throws; linear in the first 4,096 characters. */
export function readReceivedField(value: string): ReceivedHop {
  const pieces = split(value.slice(0, MAX_FIELD_CHARACTERS));
  const isFrom = pieces[0]?.kind === 'word' && pieces[0].text.toLowerCase() === 'from';
  const name = isFrom ? (pieces[1]?.text ?? '') : '';
  const comment = isFrom && pieces[2]?.kind === 'comment' ? pieces[2].text : '';
  // What the client calls itself may be any word, `by` too.
  const rest = isFrom ? pieces.slice(2) : pieces;
  const by = rest.findIndex(({ kind, text }) => kind === 'word' && text.toLowerCase() === 'by');
  return {
    by: by < 0 ? null : hostName(rest[by + 1]),
    ...readClient(name, comment),
    authenticatedUser: by < 0 ? null : readUser(rest.slice(0, by), rest.slice(by + 1)),
  };
}

function hostName(piece: Piece | undefined): string | null {
  const name = piece?.kind === 'word' ? /^\[?([a-z0-9.:-]+)/i.exec(piece.text)?.[1] : undefined;
  return name?.toLowerCase() ?? null;
}

/** Postfix and Sendmail write `HELO (name [ip])`, Exim `name ([ip] helo=HELO)` or `[ip] (helo=HELO)`. */
function readClient(name: string, comment: string): Pick<ReceivedHop, 'fromIp' | 'fromHost'> {
  const [found = ''] = comment.split(/\bhelo[= ]/i);
  const ip = bracketedIp.exec(found)?.[1] ?? (found === comment ? null : bracketedIp.exec(name)?.[1]) ?? null;
  const host = /^\s*([a-z0-9.-]+)\s+\[/i.exec(found)?.[1]?.toLowerCase() ?? null;
  // Sendmail: the name does not lead back to the address.
  const isSure = host !== 'unknown' && !/may be forged/i.test(found);
  return { fromIp: ip, fromHost: isSure ? host : null };
}

/**
 * Postfix (smtpd_sasl_authenticated_header) writes a comment between client and `by`, OpenSMTPD (received-auth) words
 * between `with` and `for`. What stands behind `for` is the client's.
 */
function readUser(beforeBy: readonly Piece[], afterBy: readonly Piece[]): string | null {
  const words = afterBy.filter(({ kind }) => kind === 'word').map(({ text }) => text);
  const ending = words.findIndex((word) => /^for$/i.test(word) || word.includes(';'));
  const own = ending < 0 ? words : words.slice(0, ending + 1);
  const protocol = own[own.findIndex((word) => /^with$/i.test(word)) + 1] ?? '';
  if (!authenticatedProtocol.test(protocol)) return null;
  const comments = beforeBy.filter(({ kind }) => kind === 'comment').slice(1);
  const users = [
    ...comments.map(({ text }) => /^\s*authenticated sender:\s*(\S+)\s*$/i.exec(text)?.[1]),
    ...own.map((word, at) => (own[at - 1] === 'auth=yes' ? /^user=([^\s;]+);?$/.exec(word)?.[1] : undefined)),
  ].filter((user) => user !== undefined);
  return users.length === 1 ? (users[0] ?? null) : null;
}

/** Words and comments; a quoted string is part of a word, and a comment that does not end takes the rest. */
function split(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const space = /\s+/y;
  const plain = /[^\s("]+/y;
  const runEnd = (pattern: RegExp, at: number): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : at;
  };
  let mayBeQuoted = true;
  let word = '';
  const finishWord = (): void => {
    if (word !== '') pieces.push({ kind: 'word', text: word });
    word = '';
  };
  for (let at = 0, start = 0; at < text.length; start = at) {
    at = runEnd(plain, start);
    if (at === start && text[at] === '"') {
      const closed: number = mayBeQuoted ? quotedStringEnd(text, at) : -1;
      mayBeQuoted = closed >= 0;
      at = closed < 0 ? at + 1 : closed;
    }
    word += text.slice(start, at);
    if (at > start) continue;
    finishWord();
    at = runEnd(space, start);
    if (at > start) continue;
    const closed: number = commentEnd(text, at);
    at = closed < 0 ? text.length : closed;
    pieces.push({ kind: 'comment', text: text.slice(start + 1, closed < 0 ? at : at - 1) });
  }
  finishWord();
  return pieces;
}
