/** Messages of known programs, from their bytes to the decision: what is read of them, and what becomes of the room. */
import { expect, it } from 'vitest';
import { decideBooking } from '../../../src/booking/decide-booking.js';
import { prepareBooking } from '../../../src/booking/prepare-booking.js';
import { defaultItipLimits, parseItip } from '../../../src/calendar/parse-itip.js';
import { formatAddress } from '../../../src/mail/address.js';
import { defaultCalendarPartLimits, findCalendarParts } from '../../../src/mail/find-calendar-parts.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { readAuthors } from '../../../src/mail/read-authors.js';
import { fixture } from '../../support/fixture.js';
import { address, questionFor } from './desk-model.js';

const room = [address('blue@corp.example')];

it.each([
  ['exchange-2010-single', 'REQUEST', 'accept', null, ['2027-03-15T14:00']],
  ['outlook-2007-single', 'REQUEST', 'accept', null, ['2027-03-15T14:00']],
  ['proton-series', 'REQUEST', 'accept', null, ['2027-02-08T18:00', '2027-02-15T18:00', '2027-02-22T18:00']],
  ['zoom-published', 'PUBLISH', 'leave-to-person', 'method-for-people', []],
])('%s: %s, %s', (name, method, decision, because, starts) => {
  const bytes = fixture(`messages/${name}.eml`);
  const { from, replyTo } = readAuthors(readHeaderSection(bytes));
  const authors = [...from, ...replyTo].map((mailbox) => mailbox.address);
  const parsed = parseItip(findCalendarParts(bytes, defaultCalendarPartLimits), defaultItipLimits);
  const template = questionFor('', {}, { authors });
  const question = { ...template, parsed, resource: { ...template.resource, addresses: room } };
  const { record, change, answer } = decideBooking(prepareBooking(question), { entries: [], tombstones: [], busy: [] });
  expect(record).toMatchObject({ method, decision, because });
  const busy = change?.put.flatMap((put) => put.busy) ?? [];
  expect(busy.map(({ start }) => new Date(start).toISOString().slice(0, 16))).toEqual(starts);
  expect(answer?.to.map((mailbox) => formatAddress(mailbox.address)) ?? []).toEqual(
    decision === 'accept' ? ['ann@partner.example'] : [],
  );
});
