/**
 * Objects made to break something: each is decided with a named reason, and what is sent back holds nothing of theirs in
 * the header. Answers are composed as the outbox does it and read back.
 */
import { describe, expect, it } from 'vitest';
import type { BookingOutcome } from '../../../src/booking/booking-outcome.js';
import { instant } from '../../../src/mail/instant.js';
import { firstField, readHeaderSection } from '../../../src/mail/header-section.js';
import { composeMessage } from '../../../src/outbox/compose-message.js';
import { cheaply } from '../../support/cheaply.js';
import { readAnswer, type Answer } from '../../support/read-answer.js';
import { itip, openRoom } from './desk-model.js';

const hour = ['DTSTART:20270208T080000Z', 'DTEND:20270208T090000Z'];

/** Sizes of hostile input: a million octets are just below the limit of an object. */
const MILLION = 1_000_000;
/** A fraction of this on an idle machine; what backtracks or multiplies takes minutes. */
const SOON_MS = 2000;

function decide(ics: string): BookingOutcome {
  return cheaply(SOON_MS, () => openRoom().send(ics));
}

const stamp = { messageId: '<answer@example.com>', date: instant(Date.UTC(2027, 0, 1)) };

async function answerTo(ics: string): Promise<{ bytes: Uint8Array; answer: Answer }> {
  const { answer: draft } = decide(ics);
  if (draft === null) throw new Error('no answer');
  const bytes = await composeMessage(draft, stamp);
  return { bytes, answer: readAnswer(bytes) };
}

describe('limits have names', () => {
  const attendees = Array.from({ length: 10_000 }, (_, index) => `ATTENDEE:mailto:a${index}@example.com`);
  const alarms = Array<string>(2000).fill('BEGIN:VALARM\r\nEND:VALARM');
  const nested = (depth: number): string => itip('REQUEST', hour).replace('END:VEVENT', 'BEGIN:X-A\r\n'.repeat(depth));
  it.each([
    ['10,000 attendees', 'too-many-attendees', itip('REQUEST', [...hour, ...attendees])],
    ['a UID of a million octets', 'too-large', itip('REQUEST', [...hour, `UID:${'u'.repeat(MILLION)}`])],
    ['more than 1 MiB of summary', 'too-large', itip('REQUEST', [...hour, `SUMMARY:${'é'.repeat(MILLION)}`])],
    ['1 MiB of nested components', 'too-large', nested(90_000)],
    ['40,000 nested components', 'unreadable', nested(40_000)],
    ['more than 50,000 lines', 'too-large', itip('REQUEST', [...hour, `SUMMARY:a${'\r\n b'.repeat(50_000)}`])],
    ['nine deep', 'unreadable', nested(9)],
    ['2,000 alarms', 'too-many-components', itip('REQUEST', [...hour, ...alarms])],
    ['1,001 events', 'too-many-components', itip('REQUEST', ...Array<string[]>(1001).fill(hour))],
    ['a line that never ends', 'not-an-event', `BEGIN:VCALENDAR\r\n${'A'.repeat(MILLION)}`],
    ['only parameters', 'unreadable', itip('REQUEST', [`SUMMARY${';A=B'.repeat(MILLION / 4)}`])],
  ])('%s: left to a person, %s', (_, because, ics) => {
    const { record, handled, answer } = decide(ics);
    expect({ decision: record.decision, because: record.because, handled, answer }).toEqual({
      decision: 'leave-to-person',
      because,
      handled: false,
      answer: null,
    });
    expect(record.explanation.length).toBeLessThan(1000);
  });
});

describe('what is large but allowed', () => {
  it.each([
    ['a summary of nearly 1 MiB', `SUMMARY:${'ab '.repeat(MILLION / 3)}`],
    ['a line folded 40,000 times', `SUMMARY:a${'\r\n b'.repeat(40_000)}`],
    ['a line folded at every TAB', `SUMMARY:a${'\r\n\tb'.repeat(40_000)}`],
    ['escapes', `DESCRIPTION:${'\\n\\,'.repeat(MILLION / 4)}`],
    ['a name of nearly 16 KiB', `ATTENDEE;CN="${'n'.repeat(16_000)}";RSVP=TRUE:mailto:blue@example.com`],
    ['a UID of 1 KiB that climbs folders', `UID:${'../'.repeat(340)}etc/passwd`],
    ['half pairs of surrogates', `SUMMARY:${'\ud83d'.repeat(1000)}`],
    ['replacement characters of invalid UTF-8', `SUMMARY:${Buffer.from('c328a0a1e28228f0288c', 'hex').toString()}`],
  ])('%s: accepted, the answer is a small mail', async (_, line) => {
    const { bytes, answer } = await answerTo(itip('REQUEST', [...hour, line]));
    expect(answer.partstat).toBe('ACCEPTED');
    expect(bytes.length).toBeLessThan(5 * MILLION);
    expect(readHeaderSection(bytes).lengthBytes).toBeLessThan(4096);
    for (const sent of Buffer.from(bytes).toString('latin1').split('\r\n')) expect(sent.length).toBeLessThan(999);
  });
});

describe('nothing of a request becomes a header field of its answer', () => {
  const breaks: readonly (readonly [string, string])[] = [
    ['an escaped line break', '\\n'],
    ['an escaped line break, upper case', '\\N'],
    ['a bare CR', '\r'],
    ['CR CR LF and a fold', '\r\r\n '],
    ['NUL', '\u0000'],
    ['a vertical tab and a form feed', '\u000b\u000c'],
    ['NEL and the separators of Unicode', '\u0085\u2028\u2029'],
    ['an escape sequence', '\u001b[2J'],
    ['a circumflex escape (RFC 6868)', '^n'],
  ];
  const evil = (gap: string): string => `Lunch${gap}Bcc: victim@example.net${gap}${gap}<b>body</b>`;
  it.each(breaks)('%s', async (_, gap) => {
    const { bytes } = await answerTo(
      itip('REQUEST', [
        ...hour,
        `UID:${evil(gap)}`,
        `SUMMARY:${evil(gap)}`,
        `LOCATION:${evil(gap)}`,
        `ORGANIZER;CN="${evil(gap).replaceAll(':', '')}":mailto:ann@example.org`,
        `ATTENDEE;CN="${evil(gap).replaceAll(':', '')}":mailto:blue@example.com`,
      ]),
    );
    const header = readHeaderSection(bytes);
    expect(header.fields.map(({ name }) => name).toSorted()).toEqual(answerFields);
    expect(firstField(header, 'to')).toMatch(/<?ann@example\.org>?$/);
    for (const { value } of header.fields) expect(value).not.toMatch(/\p{Cc}/u);
    const text = Buffer.from(bytes).toString('latin1');
    // No CR or LF but as CRLF, no other control character but TAB, anywhere in the mail.
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f]/);
    expect(text).not.toMatch(/^bcc:/im);
  });

  const answerFields = [
    'auto-submitted',
    'content-type',
    'date',
    'from',
    'in-reply-to',
    'message-id',
    'mime-version',
    'references',
    'subject',
    'to',
    'x-auto-response-suppress',
  ];

  it('the reply has the UID of the request, on a line of its own', async () => {
    const { answer } = await answerTo(itip('REQUEST', [...hour, `UID:${evil('\\n')}`]));
    expect(answer.calendarLines).toContain(`UID:${evil('\\n')}`);
    expect(answer.calendarLines.filter((line) => line.startsWith('UID'))).toHaveLength(1);
  });

  it('HTML of a request is text in the answer', () => {
    const { answer } = decide(itip('REQUEST', [...hour, 'SUMMARY:<script>alert(1)</script><img src=x onerror=y>']));
    expect(answer?.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img');
    expect(answer?.html).not.toMatch(/<(script|img)/);
  });

  it('a Message-ID and References of the request that are none are left out', async () => {
    const mail = { messageId: null, references: [] };
    const { answer: draft } = openRoom().send(itip('REQUEST', hour), mail);
    if (draft === null) throw new Error('no answer');
    const header = readHeaderSection(await composeMessage(draft, stamp));
    expect(firstField(header, 'in-reply-to')).toBeNull();
    expect(firstField(header, 'references')).toBeNull();
  });
});
