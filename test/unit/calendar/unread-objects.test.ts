/** Calendar objects of a message that are not read whole: a copy of what was read, or something that a person must see. */
import { describe, expect, it } from 'vitest';
import { defaultItipLimits, parseItip } from '../../../src/calendar/parse-itip.js';
import { calendarObject, event } from '../../support/calendar-object.js';

const start = 'DTSTART:20270201T090000Z';
const invitation = calendarObject(event(start));
const uid = /UID:(.*)\r\n/.exec(invitation)?.[1] ?? '';

function read(...beginnings: readonly string[]): string {
  const parts = [
    { content: invitation, method: null, isWhole: true },
    ...beginnings.map((content) => ({ content, method: null, isWhole: false })),
  ];
  const parsed = parseItip(parts, defaultItipLimits);
  return parsed.kind === 'itip' ? 'itip' : parsed.because;
}

describe('the beginning of a further object', () => {
  it.each([
    ['of the same UID', invitation.slice(0, 200)],
    ['of the same UID, folded', `BEGIN:VCALENDAR\r\nUID:${uid.slice(0, 3)}\r\n ${uid.slice(3)}\r\nX:`],
    ['of the same UID, with a parameter, in lower case', `BEGIN:VCALENDAR\nuid;X-A=b:${uid}\nX:`],
  ])('%s: a copy', (_, beginning) => {
    expect(uid).not.toBe('');
    expect(read(beginning, beginning)).toBe('itip');
  });

  it.each([
    ['of another UID', 'BEGIN:VCALENDAR\r\nUID:another\r\nX:'],
    ['of a UID that begins like it', `BEGIN:VCALENDAR\r\nUID:${uid}x\r\nX:`],
    ['without a UID', 'BEGIN:VCALENDAR\r\nX-UID:a\r\nX:'],
    ['of nothing', ''],
  ])('%s: left to a person', (_, beginning) => {
    expect(read(invitation.slice(0, 200), beginning)).toBe('too-large');
  });
});

it('an object of more lines than are read is refused before it is unfolded', () => {
  const content = calendarObject(event(start, ...Array<string>(50_001).fill('X-A:b')));
  expect(parseItip([{ content, method: null }], defaultItipLimits)).toMatchObject({ because: 'too-large' });
  const bare = content.replaceAll('\r\n', '\r');
  expect(parseItip([{ content: bare, method: null }], defaultItipLimits)).toMatchObject({ because: 'too-large' });
});
