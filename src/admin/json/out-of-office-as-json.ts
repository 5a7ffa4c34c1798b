/**
 * The JSON form of an out-of-office setting. Fields may be added, never renamed.
 */
import { formatInstant, type Instant } from '../../mail/instant.js';
import { isInEffect, neverAway, type OutOfOffice } from '../../out-of-office/out-of-office.js';

/** @param setting null: never set */
export function outOfOfficeAsJson(setting: OutOfOffice | null, now: Instant) {
  const { state, from, until, subject, text, html, isInsideOnly, outsideText, audience, againAfterDays } =
    setting ?? neverAway;
  return {
    state,
    from: from === null ? null : formatInstant(from),
    until: until === null ? null : formatInstant(until),
    subject,
    text,
    html,
    /** Senders outside the local domains do not get `text` and `html`. */
    insideOnly: isInsideOnly,
    outsideText,
    audience,
    againAfterDays,
    /** Whether senders get vacation responses now. */
    inForce: setting !== null && isInEffect(setting, now),
    /** Whether its end has passed. */
    isOver: state !== 'off' && until !== null && until <= now,
  };
}

export type OutOfOfficeJson = ReturnType<typeof outOfOfficeAsJson>;
