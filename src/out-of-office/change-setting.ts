/**
 * A change of an out-of-office setting.
 * Path: admin/actions, `oof set`.
 */
import type { Instant } from '../mail/instant.js';
import { neverAway, type OutOfOffice } from './out-of-office.js';

/** A field that is missing stays as it is; null removes it. */
export type SettingChange = {
  readonly [Key in Exclude<keyof OutOfOffice, 'round' | 'isInsideOnly'>]?: OutOfOffice[Key] | undefined;
};

/**
 * The changed setting. Turning it on, and changing a text, begin a new round; changing the end of a current absence does
 * not.
 */
export function changeSetting(given: OutOfOffice | null, change: SettingChange, now: Instant): OutOfOffice {
  const before = given ?? neverAway;
  const after = withTexts({ ...before, ...window(before, change), ...named(before, change) }, change);
  const isNewRound = isTurnedOn(before, after, now) || texts(before) !== texts(after);
  // If the clock was set back, an earlier round does not come again.
  return isNewRound ? { ...after, round: Math.max(now, before.round + 1) } : after;
}

/** `on` means from now on and without end, unless the same change has a window. */
function window(before: OutOfOffice, { state, from, until }: SettingChange): Pick<OutOfOffice, 'from' | 'until'> {
  const stays = state === 'on' ? { from: null, until: null } : before;
  return { from: from === undefined ? stays.from : from, until: until === undefined ? stays.until : until };
}

function named(
  before: OutOfOffice,
  { state, subject, outsideText, audience, againAfterDays }: SettingChange,
): Pick<OutOfOffice, 'state' | 'subject' | 'outsideText' | 'audience' | 'againAfterDays'> {
  return {
    state: state ?? before.state,
    subject: subject === undefined ? before.subject : subject,
    outsideText: outsideText === undefined ? before.outsideText : outsideText,
    audience: audience ?? before.audience,
    againAfterDays: againAfterDays ?? before.againAfterDays,
  };
}

/** Text and HTML have the same content, so if only one is given it replaces both. */
function withTexts(setting: OutOfOffice, { text, html }: SettingChange): OutOfOffice {
  const isSaid = text !== undefined || html !== undefined;
  const said = isSaid ? { text: text ?? null, html: html ?? null } : { text: setting.text, html: setting.html };
  const isThere = said.text !== null || said.html !== null;
  // A text that was written while nobody outside got a response is for senders inside, until a new text is written.
  const isMeantForInside = setting.audience === 'none' || setting.outsideText !== null;
  return { ...setting, ...said, isInsideOnly: isThere && (isMeantForInside || (!isSaid && setting.isInsideOnly)) };
}

/** It was off, or its window was over. */
function isTurnedOn(before: OutOfOffice, after: OutOfOffice, now: Instant): boolean {
  const isOver = before.until !== null && before.until <= now;
  const isOverStill = after.until !== null && after.until <= now;
  return after.state !== 'off' && (before.state === 'off' || (isOver && !isOverStill));
}

const texts = ({ subject, text, html, outsideText }: OutOfOffice): string =>
  JSON.stringify([subject, text, html, outsideText]);
