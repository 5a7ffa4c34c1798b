/**
 * Who may book: a policy's bookers and its word about people outside.
 */
import { describe, expect, it } from 'vitest';
import type { Booker } from '../../../src/booking/booking-request.js';
import type { BookingPolicy, People } from '../../../src/booking/booking-policy.js';
import { itip, openRoom } from './desk-model.js';

const ann: Partial<Booker> = { accountName: 'ann', groups: ['Everyone', 'staff'], isInside: true };
const stranger: Partial<Booker> = { isInside: false };
const people = (some: Partial<People>): People => ({ accounts: [], groups: [], domains: [], ...some });

const request = itip('REQUEST', ['DTSTART:20270201T090000Z', 'DTEND:20270201T100000Z', 'SUMMARY:Planning']);

describe('who may book', () => {
  it.each<[string, Partial<Booker>, Partial<BookingPolicy>, 'accept' | 'decline']>([
    ['by default everybody inside', ann, {}, 'accept'],
    ['by default everybody outside', stranger, {}, 'accept'],
    ['nobody outside', stranger, { outsideBookers: false }, 'decline'],
    ['nobody outside: inside all may', ann, { outsideBookers: false }, 'accept'],
    ['an account', ann, { bookers: people({ accounts: ['ann'] }) }, 'accept'],
    ['another account', ann, { bookers: people({ accounts: ['Ann', 'bob'] }) }, 'decline'],
    ['a group it is in', ann, { bookers: people({ groups: ['board', 'staff'] }) }, 'accept'],
    ['a group it is not in', ann, { bookers: people({ groups: ['board'] }) }, 'decline'],
    ['Everyone', ann, { bookers: people({ groups: ['Everyone'] }) }, 'accept'],
    ['Everyone is nobody outside', stranger, { bookers: people({ groups: ['Everyone'] }) }, 'decline'],
    ['a domain outside', stranger, { bookers: people({ domains: ['example.org'] }), outsideBookers: false }, 'accept'],
    ['the domain above is another', stranger, { bookers: people({ domains: ['org'] }) }, 'decline'],
    ['names nobody: nobody', ann, { bookers: people({}) }, 'decline'],
  ])('%s', (_, booker, policy, decision) => {
    const room = openRoom({ booker, policy });
    const { record, answer } = room.send(request);
    expect([record.decision, record.because]).toEqual([decision, decision === 'accept' ? null : 'not-a-booker']);
    expect(room.taken()).toHaveLength(decision === 'accept' ? 1 : 0);
    expect(answer?.subject).toMatch(decision === 'accept' ? /^Accepted: / : /^Declined: /);
  });

  it.each([
    ['en', 'You do not have permission to book this room.'],
    ['de', 'Sie sind nicht berechtigt, diesen Raum zu buchen.'],
  ])('the answer says why (%s)', (language, why) => {
    const { answer } = openRoom({ language, policy: { outsideBookers: false } }).send(request);
    expect(answer?.text).toContain(why);
    expect(answer?.calendar?.content).toContain('REQUEST-STATUS:3.8;No authority');
  });

  it('a request in the past is ignored, whoever sends it', () => {
    const past = itip('REQUEST', ['DTSTART:20260201T090000Z', 'DTEND:20260201T100000Z']);
    const { record, answer } = openRoom({ policy: { outsideBookers: false } }).send(past);
    expect([record.because, answer]).toEqual(['past', null]);
  });
});
