/** What names a draft in the outbox, and which lane it goes in. */
import { expect, test } from 'vitest';
import { composeOutgoing } from '../../../src/outbox/compose-outgoing.js';
import type { StoreId } from '../../../src/directory/account.js';
import type { MessageDraft } from '../../../src/mail/draft.js';
import { instant } from '../../../src/mail/instant.js';
import { address } from '../../support/account-fields.js';

const room = address('room@corp.example');
const answer: MessageDraft = {
  reversePath: room,
  from: { address: room, displayName: null },
  to: [{ address: address('ann@partner.example'), displayName: null }],
  cc: [],
  subject: 'Accepted',
  text: 'The room is yours.',
  html: null,
  calendar: null,
  meetingUid: 'planning@partner.example',
  inReplyTo: null,
  references: [],
  extraFields: [],
};

const outgoing = (change: Partial<MessageDraft> = {}, storeId = 1) =>
  composeOutgoing({ ...answer, ...change }, { storeId: storeId as StoreId, cause: 'x', now: instant(0) }, () =>
    Promise.resolve(new Uint8Array()),
  );

const to = (text: string): Partial<MessageDraft> => ({ to: [{ address: address(text), displayName: null }] });

test.each<[string, boolean, Partial<MessageDraft>, number]>([
  ['the same person in other letters', true, to('Ann@Partner.example'), 1],
  ['another subject, with a copy', true, { subject: 'Declined', cc: [{ address: room, displayName: null }] }, 1],
  ['another meeting', false, { meetingUid: 'other@partner.example' }, 1],
  ['another person', false, to('ben@partner.example'), 1],
  ['another room', false, {}, 2],
])('about one meeting, to one person, from one store: %s', async (_, isSame, change, storeId) => {
  const [{ lane }, other] = [await outgoing(), await outgoing(change, storeId)];
  expect(lane).toMatch(/^[0-9a-f]{24}$/);
  expect(other.lane === lane).toBe(isSame);
});

test('a message about no meeting is in no order', async () => {
  const { meetingUid, ...letter } = answer;
  const about = await composeOutgoing(letter, { storeId: 1 as StoreId, cause: 'x', now: instant(0) }, () =>
    Promise.resolve(new Uint8Array()),
  );
  expect([meetingUid, about.lane]).toEqual(['planning@partner.example', null]);
});
