/**
 * Who wrote a Received field and who handed the mail over to it (RFC 5321 §4.4). Only what the writer itself has found
 * out counts: the address and the name behind it, never what the client called itself.
 */
export interface ReceivedHop {
  /** The host that wrote the field, lower case; null if it does not say. */
  readonly by: string | null;
  /** Address of the client. */
  readonly fromIp: string | null;
  /** Name that belongs to the address, lower case. */
  readonly fromHost: string | null;
}

/** Real fields have some hundred characters. */
const MAX_FIELD_LENGTH = 4096;

const fromClause = /^\s*from\s+(\S+)\s*(?:\(([^()]*)\))?/i;
const bracketedIp = /\[(?:IPv6:)?([0-9a-f:.]+)\]/i;

/** Reads what Postfix and Sendmail (`from HELO (name [ip])`) and Exim (`from [ip] (helo=HELO)`) write. Never throws. */
export function readReceivedField(value: string): ReceivedHop {
  const text = value.slice(0, MAX_FIELD_LENGTH);
  const [, said = '', comment = ''] = fromClause.exec(text) ?? [];
  const [found = ''] = comment.split(/\bhelo[= ]/i);
  const ip = bracketedIp.exec(found)?.[1] ?? (found === comment ? null : bracketedIp.exec(said)?.[1]) ?? null;
  const name = /^\s*([a-z0-9.-]+)\s+\[/i.exec(found)?.[1]?.toLowerCase() ?? null;
  const by = /(?:^|\s)by\s+\[?([a-z0-9.:-]+)/i.exec(withoutComments(text))?.[1];
  return { by: by?.toLowerCase() ?? null, fromIp: ip, fromHost: name === 'unknown' ? null : name };
}

const withoutComments = (text: string): string => text.replaceAll(/\([^()]*\)/g, ' ');
