/**
 * Parses times that an administrator gives for an account: RFC 3339, or a local time in the account's time zone or in a
 * zone named after it.
 */
import { ianaZone } from '../../calendar/iana-zone.js';
import { instantOfLocal } from '../../calendar/offsets.js';
import { parseInstant, type Instant } from '../../mail/instant.js';
import { ActionError } from '../action.js';

const localTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?(?:\s+([A-Za-z][\w/+-]*))?$/;

const LOCAL_TIME_FORMS =
  'a time such as 2026-12-24T18:00+01:00, "2026-12-24 18:00", "2026-12-24 18:00 Europe/Berlin" or a date such as 2026-12-24';

/**
 * A date means the start of the day. A time skipped by a change of the clock means the instant it would have been.
 *
 * @param timeZone of the account, an IANA name
 * @returns null if the text is no such time
 */
export function parseLocalTime(text: string, timeZone: string): Instant | null {
  const written = text.trim();
  const [, day, time = '00:00', zoneName] = localTime.exec(written) ?? [];
  if (day === undefined) return parseInstant(written);
  const zone = ianaZone(zoneName ?? timeZone);
  const localMs = Date.parse(`${day}T${time}Z`);
  if (zone === null || Number.isNaN(localMs) || !new Date(localMs).toISOString().startsWith(day)) return null;
  return instantOfLocal(zone, localMs);
}

/** The same for a field of the input. Throws ActionError('bad-input') that names the field and the accepted forms. */
export function readLocalTime(field: string, text: string, timeZone: string): Instant {
  const at = parseLocalTime(text, timeZone);
  if (at !== null) return at;
  const error = `${field}: ${JSON.stringify(text)} is not a valid time`;
  throw new ActionError('bad-input', error, `give ${LOCAL_TIME_FORMS}`);
}
