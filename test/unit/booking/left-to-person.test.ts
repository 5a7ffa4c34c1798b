/** What a resource could not decide reaches its managers, except what nobody can be answered about. */
import { expect, it } from 'vitest';
import { concernsManagers } from '../../../src/booking/left-to-person.js';
import type { BookingQuestion } from '../../../src/booking/booking-request.js';
import { address } from './desk-model.js';

const question = (reversePath: string | null): BookingQuestion => {
  const mail = { reversePath: reversePath === null ? null : address(reversePath) };
  const resource = { kind: 'room' };
  return { parsed: { kind: 'refused', because: 'unreadable' }, mail, resource } as unknown as BookingQuestion;
};

it.each([
  ['ann@example.org', true],
  // RFC 5321 §4.5.5: what a mail system reports.
  [null, false],
])('reverse-path %s: managers are told: %s', (reversePath, told) => {
  expect(concernsManagers(question(reversePath), { decision: 'leave-to-person', because: 'unreadable' })).toBe(told);
});
