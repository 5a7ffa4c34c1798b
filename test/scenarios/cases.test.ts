/** Messages that were once decided wrong, over the inbound path with a directory: who gets what, and what is held. */
import { beforeEach, expect, it } from 'vitest';
import { decodeEncodedWords } from '../../src/mail/encoded-words.js';
import { firstField, readHeaderSection } from '../../src/mail/header-section.js';
import { address } from '../support/account-fields.js';
import { fixture } from '../support/fixture.js';
import { readAnswer } from '../support/read-answer.js';
import { openTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
beforeEach(async () => {
  server = openTestServer({
    domain: 'corp.example',
    now: '2026-11-22T09:00:00Z',
    booking: { offerSlots: 'inside' },
    settings: { administrator: address('it@corp.example') },
  });
  await server.account('anna', { aliases: [address('anna.miller@corp.example')] });
});

/** Brings the files in order to the room that they name: `org@ext.example ACCEPTED` for each answer. */
async function bring(...names: readonly string[]): Promise<readonly string[]> {
  const [first = ''] = names;
  const room = /^To:.*?([\w-]+)@corp\.example/m.exec(fixture(`cases/${first}.eml`).toString())?.[1] ?? '';
  await server.resource(room, {}, { timeZone: 'Europe/Berlin' });
  for (const name of names) {
    const bytes = fixture(`cases/${name}.eml`);
    const author = /^From:.*<(.*)>/m.exec(bytes.toString())?.[1] ?? '';
    expect(await server.bring(bytes, room, { from: author })).toEqual(['250 2.0.0']);
  }
  return (await server.outgoing()).map(({ text, recipients }) => {
    const to = recipients.map(({ localPart, domain }) => `${localPart}@${domain}`).join(' ');
    return `${to} ${readAnswer(Buffer.from(text)).partstat}`.trim();
  });
}

it.each([['cancel-of-others'], ['cancel-of-others-one-date']])(
  '%s: the booking stays, and nothing more is sent',
  async (name) => {
    expect(await bring(`${name}-1`, `${name}-2`)).toEqual(['org@ext.example ACCEPTED']);
  },
);

it('google-split: both series are accepted, nothing is declined in between', async () => {
  const accepted = 'org@ext.example ACCEPTED';
  expect(await bring('google-split-1', 'google-split-2', 'google-split-3')).toEqual([accepted, accepted, accepted]);
});

it('changed-hands: declined, with words that say for whom the room holds it', async () => {
  expect(await bring('changed-hands-1', 'changed-hands-2')).toEqual([
    'org@ext.example ACCEPTED',
    'jane@ext.example DECLINED',
  ]);
  const [, declined] = await server.outgoing();
  expect(readAnswer(Buffer.from(declined?.text ?? '')).text).toContain('holds this meeting for org@ext.example');
});

it('organizer-address-changed: a cancellation from another address reaches the administrator', async () => {
  expect(await bring('organizer-address-changed-1', 'organizer-address-changed-2')).toEqual([
    'anna@old.example ACCEPTED',
    'it@corp.example',
  ]);
});

it('organizer-alias: From and ORGANIZER are one local account', async () => {
  expect(await bring('organizer-alias')).toEqual(['anna@corp.example ACCEPTED']);
});

it('summary-encoded-word: the subject shows the text itself', async () => {
  await bring('summary-encoded-word');
  const [{ text } = { text: '' }] = await server.outgoing();
  const subject = firstField(readHeaderSection(Buffer.from(text)), 'subject') ?? '';
  expect(decodeEncodedWords(subject)).toBe('Accepted: =?utf-8?Q?=0D=0ABcc:x?=');
});
