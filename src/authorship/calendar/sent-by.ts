/**
 * One ORGANIZER or ATTENDEE line with SENT-BY for the sender, all else as it was written.
 * Path: stamp-calendar.ts.
 * Standards: RFC 5545 §3.2.18 (SENT-BY), §3.2.2 (CN), §3.2 (values in quotes hold no quote), §3.3.3, RFC 7986 §6.2 (EMAIL).
 */
import { readCalendarAddress } from '../../calendar/read-calendar-user.js';
import { formatAddress, type Address } from '../../mail/address.js';
import { isNamed, parameterOf, type CalendarUserLine } from './calendar-users.js';

export interface SentBy {
  readonly actor: Address;
  /** Whether a SENT-BY that is there already means the actor. */
  readonly isActor: (address: Address) => boolean;
  /** For a line without CN; null: leave it out. */
  readonly ownerName: string | null;
  /** Written as EMAIL where the line has none; null: it gets none. */
  readonly ownerEmail: Address | null;
}

/** The line, not folded; null: it says all that already. */
export function writeSentBy(line: CalendarUserLine, { actor, isActor, ownerName, ownerEmail }: SentBy): string | null {
  const given = sentByOf(line);
  const isRight = given !== null && isActor(given);
  const name = parameterOf(line.parameters, 'CN') === null ? quoted(ownerName ?? '') : '';
  const email = parameterOf(line.parameters, 'EMAIL') === null ? ownerEmail : null;
  if (isRight && name === '' && email === null) return null;
  const kept = line.parameters.filter((parameter) => isRight || !isNamed(parameter, 'SENT-BY'));
  return write(line, [
    ...(name === '' ? [] : [`CN=${name}`]),
    ...kept,
    ...(isRight ? [] : [`SENT-BY="mailto:${mailtoPath(actor)}"`]),
    ...(email === null ? [] : [`EMAIL=${quoted(formatAddress(email))}`]),
  ]);
}

/** The line of somebody who sends it in person; null: nobody else is named as the one who did. */
export function dropSentBy(line: CalendarUserLine, isActor: (address: Address) => boolean): string | null {
  if (parameterOf(line.parameters, 'SENT-BY') === null) return null;
  const given = sentByOf(line);
  if (given !== null && isActor(given)) return null;
  return write(
    line,
    line.parameters.filter((parameter) => !isNamed(parameter, 'SENT-BY')),
  );
}

/** Two of them say nothing for sure. */
function sentByOf({ parameters }: CalendarUserLine): Address | null {
  const all = parameters.filter((parameter) => isNamed(parameter, 'SENT-BY'));
  return all.length === 1 ? readCalendarAddress(parameterOf(all, 'SENT-BY') ?? '') : null;
}

function write({ property, uri }: CalendarUserLine, parameters: readonly string[]): string {
  return `${[property, ...parameters].join(';')}:${uri}`;
}

/** A parameter's value, in quotes where it needs them. */
function quoted(value: string): string {
  const plain = value
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('"', "'")
    .trim();
  return /[:;,]/.test(plain) ? `"${plain}"` : plain;
}

/** RFC 6068 §2: what has a meaning in a URI, or in the quotes around it, is percent-encoded. */
function mailtoPath(address: Address): string {
  return formatAddress(address).replaceAll(/["%?#&;<>[\]\\^`{|}]|[^\x21-\x7e]+/gu, (character) =>
    encodeURIComponent(character),
  );
}
