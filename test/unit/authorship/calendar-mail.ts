/** Messages with calendar objects in every transfer encoding and charset, and what becomes of them when John sends them. */
import { readCalendar } from '../../../src/authorship/calendar/read-calendar.js';
import { applyReplacements } from '../../../src/authorship/calendar/replace-in-part.js';
import {
  stampCalendar,
  type CalendarSettings,
  type CalendarStamp,
} from '../../../src/authorship/calendar/stamp-calendar.js';
import type { Refusal } from '../../../src/authorship/refusal.js';
import { decodeTransferEncoding } from '../../../src/mail/decode-text.js';
import { defaultCalendarPartLimits, locateCalendarParts } from '../../../src/mail/find-calendar-parts.js';
import { calendarObject, event } from '../../support/calendar-object.js';
import { decidedOn, rightsByAddress, writingOf } from './people.js';

export const encodings = ['7bit', '8bit', 'base64', 'quoted-printable'] as const;
export type Encoding = (typeof encodings)[number];
export const charsets = ['utf-8', 'iso-8859-1', 'utf-16le', 'utf-16be'] as const;
export type Charset = (typeof charsets)[number];

export function inCharset(text: string, charset: Charset): Buffer {
  if (charset === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (charset === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text, charset === 'utf-8' ? 'utf8' : 'latin1');
}

export function fromCharset(bytes: Buffer, charset: Charset): string {
  if (charset === 'utf-16le') return bytes.toString('utf16le');
  if (charset === 'utf-16be') return Buffer.from(bytes).swap16().toString('utf16le');
  return bytes.toString(charset === 'utf-8' ? 'utf8' : 'latin1');
}

export function encoded(bytes: Buffer, encoding: Encoding, lineLength = 60): Buffer {
  if (encoding === 'base64')
    return Buffer.from((bytes.toString('base64').match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? []).join('\r\n'));
  if (encoding !== 'quoted-printable') return bytes;
  const lines = bytes
    .toString('latin1')
    .split('\r\n')
    .map((line) =>
      line
        .replaceAll(/[^\x20-\x3c\x3e-\x7e]| $/g, (octet) => `=${octet.charCodeAt(0).toString(16).padStart(2, '0')}`)
        .replaceAll(/(?:=..|[^=]){60}(?=.)/g, '$&=\r\n'),
    );
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

export interface Part {
  readonly fields: readonly string[];
  readonly body: Buffer;
}

/** A multipart with the parts, from John, unless told otherwise. */
export function mailOf(parts: readonly Part[], type = 'multipart/mixed', from = 'john@corp.example'): Buffer {
  return Buffer.concat([
    Buffer.from(`From: ${from}\r\nMIME-Version: 1.0\r\nContent-Type: ${type}; boundary="b 1"\r\n\r\npreamble\r\n`),
    ...parts.map(({ fields, body }) =>
      Buffer.concat([Buffer.from(`--b 1\r\n${fields.join('\r\n')}\r\n\r\n`), body, Buffer.from('\r\n')]),
    ),
    Buffer.from('--b 1--\r\nepilogue\r\n'),
  ]);
}

export const plainPart: Part = { fields: ['Content-Type: text/plain'], body: Buffer.from('BEGIN:VCALENDAR no\r\n') };

/** @param body in any charset and transfer encoding; where its METHOD is in plain sight the parameter says the same, else there is none */
export function inlinePart(
  body: Buffer,
  encoding: string,
  charset: string | null = 'utf-8',
  method: string | null = /METHOD:(\w+)/.exec(body.toString('latin1').replaceAll('\0', ''))?.[1] ?? null,
): Part {
  const label = charset === null ? '' : `; charset=${charset}`;
  return {
    fields: [
      `Content-Type: text/calendar${method === null ? '' : `; method=${method}`}${label}`,
      `Content-Transfer-Encoding: ${encoding}`,
    ],
    body,
  };
}

export function filePart(body: Buffer, encoding: string, charset: string): Part {
  return {
    fields: [
      `Content-Type: application/octet-stream; charset=${charset}`,
      'Content-Disposition: attachment; filename="Invite.ICS"',
      `Content-Transfer-Encoding: ${encoding}`,
    ],
    body,
  };
}

export interface Sent {
  /** The message as it goes out. */
  readonly mail: Buffer;
  readonly stamp: CalendarStamp;
}

/** What John is told, or how the message goes out. */
export function send(
  mail: Buffer,
  settings: CalendarSettings = { organizerEmail: false },
  limits = defaultCalendarPartLimits,
): Sent | Refusal {
  const reading = readCalendar(mail, limits);
  if (reading.kind === 'refused') return reading;
  const stamp = stampCalendar(reading, decidedOn(writingOf(mail), reading.users), rightsByAddress, settings);
  return stamp.kind === 'refused' ? stamp : { mail: applyReplacements(mail, stamp.replacements), stamp };
}

export function sent(mail: Buffer, settings?: CalendarSettings): Sent {
  const outcome = send(mail, settings);
  if ('because' in outcome) throw new Error(outcome.reply.text);
  return outcome;
}

/** The calendar parts of a message, transfer encoding undone. */
export function decodedParts(mail: Buffer): readonly Buffer[] {
  return locateCalendarParts(mail, defaultCalendarPartLimits).places.map(({ start, end, encoding }) =>
    decodeTransferEncoding(mail.subarray(start, end), encoding),
  );
}

/** An object stamped, alone in a message: what comes of its text. */
export function stampedText(text: string, settings?: CalendarSettings, from?: string): string {
  const mail = mailOf([plainPart, inlinePart(Buffer.from(text), '8bit')], 'multipart/mixed', from);
  return decodedParts(sent(mail, settings).mail)[0]?.toString('utf8') ?? '';
}

/** A series with one override, whose lines are the same in both. */
export function meeting(method: string, ...lines: readonly string[]): string {
  return calendarObject(
    event(
      'DTSTART:20270301T090000Z',
      'SUMMARY:Café\\, a long summary that is folded where nobody would fold it, at some',
      '  place',
      ...lines,
    ),
    event('RECURRENCE-ID:20270308T090000Z', 'DTSTART:20270308T100000Z', ...lines),
  ).replace('METHOD:REQUEST', `METHOD:${method}`);
}

/** The refusal as one line. */
export function told(mail: Buffer, limits = defaultCalendarPartLimits): string {
  const outcome = send(mail, undefined, limits);
  return 'because' in outcome ? `${outcome.reply.code} ${outcome.reply.status} ${outcome.reply.text}` : 'sent';
}

/** The object in a part of its own. */
export const lone = (text: string, from?: string): Buffer =>
  mailOf([inlinePart(Buffer.from(text), '8bit')], 'multipart/mixed', from);
