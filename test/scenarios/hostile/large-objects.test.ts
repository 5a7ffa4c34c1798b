/**
 * A meeting message of many parts is read, decided and answered in time in proportion to them, whatever is booked: many
 * overrides, dates, attendees, alarms, time zones; updates, cancellations and replies to series with many overrides.
 */
import { describe, expect, it } from 'vitest';
import { excessiveGrowth } from '../../support/growth.js';
import { messages, prepare, sequels } from './large-objects.js';

/** Parts. Below what an object may have, so that none is refused for its size. */
const SIZES = [16, 64, 256];

const all = {
  ...Object.fromEntries(Object.entries(messages).map(([name, then]) => [`from nothing: ${name}`, { then }])),
  ...sequels,
};

describe('its time grows no faster than its parts', () => {
  it.each(Object.entries(all))('%s', async (_, sequel) => {
    expect(await excessiveGrowth((count) => prepare(sequel, count), SIZES)).toBeNull();
  });
});

it('what is measured is what the names say', () => {
  const decided = Object.entries(sequels).map(([name, sequel]) => {
    const { decision, because } = prepare(sequel, 16)().record;
    return `${name}: ${decision} ${because ?? ''}`.trim();
  });
  expect(decided).toEqual([
    'a new revision of a series: accept',
    'the same series again: ignore same-revision',
    'a new master alone: accept',
    'a new summary of a series: accept',
    'new dates of a series: accept',
    'the series is cancelled: cancel',
    'dates are cancelled: cancel',
    'overridden dates are cancelled: cancel',
    'dates of an RDATE series are cancelled: cancel',
    'dates and all later ones are cancelled: cancel',
    'what was cancelled is cancelled again: ignore same-revision',
    'what was cancelled is asked for again: ignore cancelled-before',
    'what was cancelled is asked for anew: accept',
    'what nobody knew was cancelled: accept',
    'dates are added: accept',
    'replies to dates with overrides: note-reply',
    'replies to dates of a series: note-reply',
  ]);
});
