import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCalendar } from '../../../src/authorship/calendar/read-calendar.js';
import { formatAddress } from '../../../src/mail/address.js';
import { defaultCalendarPartLimits, findCalendarParts } from '../../../src/mail/find-calendar-parts.js';
import { fixture } from '../../support/fixture.js';

/** Made of every way of folding that breaks an object; no client writes it. */
const BROKEN = 'broken-folding.eml';
/** Templates of messages (test/demo/fill-template.ts) are none yet. */
const messages = readdirSync(new URL('../../../fixtures/messages', import.meta.url)).filter(
  (name) =>
    !name.startsWith('demo-') && findCalendarParts(fixture(`messages/${name}`), defaultCalendarPartLimits).length > 0,
);

const names = messages.filter((name) => name !== BROKEN);

describe('what clients write has one reading', () => {
  it('there are such messages', () => {
    expect(names.length).toBeGreaterThan(20);
  });

  it('one that needs mending has two: with the mending and without', () => {
    const reading = readCalendar(fixture(`messages/${BROKEN}`), defaultCalendarPartLimits);
    expect(reading).toMatchObject({ parts: [{ objects: [{ isAmbiguous: true }] }] });
  });

  it.each(names)('%s', (name) => {
    const reading = readCalendar(fixture(`messages/${name}`), defaultCalendarPartLimits);
    if (reading.kind === 'refused') throw new Error(reading.reply.text);
    const objects = reading.parts.flatMap((part) => part.objects);
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.filter(({ isAmbiguous }) => isAmbiguous)).toEqual([]);
    expect(objects.flatMap(({ lines }) => lines).filter(({ isUnreadable }) => isUnreadable)).toEqual([]);
    expect(reading.users.map(formatAddress)).not.toContain('');
  });
});
