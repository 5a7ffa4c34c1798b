/**
 * Points in time as an administrator writes them about an account: RFC 3339, or on that account's clock, or on the
 * clock of a zone that is named behind.
 */
import { ianaZone } from '../../calendar/iana-zone.js';
import { instantOfLocal } from '../../calendar/offsets.js';
import { parseInstant, type Instant } from '../../mail/instant.js';

const localTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?(?:\s+([A-Za-z][\w/+-]*))?$/;

/** What to write, for a complaint. */
export const LOCAL_TIME_FORMS =
  'a time such as 2026-12-24T18:00+01:00, "2026-12-24 18:00", "2026-12-24 18:00 Europe/Berlin" or a day such as 2026-12-24';

/**
 * A day means its first moment; a time that a change of the clock leaves out means the moment that it would have been.
 *
 * @param timeZone IANA name of the account's
 * @returns null when it is none of LOCAL_TIME_FORMS
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
