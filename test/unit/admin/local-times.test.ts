import { describe, expect, test } from 'vitest';
import { localTimes } from '../../../src/admin/cli/local-times.js';

const berlin = await localTimes('Europe/Berlin');

describe('times for people are on the clock of the resource', () => {
  test.each([
    ['2027-02-08T08:00:00Z', '2027-02-08T09:00:00Z', 'Mon 8 February 2027 09:00-10:00 CET'],
    ['2027-07-05T08:00:00Z', '2027-07-05T09:00:00Z', 'Mon 5 July 2027 10:00-11:00 CEST'],
    ['2027-02-08T22:00:00Z', '2027-02-09T00:00:00Z', 'Mon 8 February 2027 23:00 - Tue 9 February 2027 01:00 CET'],
  ])('%s - %s', (start, end, text) => {
    expect(berlin.span(start, end)).toBe(text);
  });

  test('one instant, and an unknown zone', async () => {
    expect(berlin.at('2027-02-08T08:00:00Z')).toBe('Mon 8 February 2027 09:00 CET');
    expect((await localTimes('Mars/Base')).at('2027-02-08T08:00:00Z')).toBe('2027-02-08T08:00:00Z');
  });
});
