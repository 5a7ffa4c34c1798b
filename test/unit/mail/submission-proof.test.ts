import { describe, expect, it } from 'vitest';
import { parseAddress, type Address } from '../../../src/mail/address.js';
import { submissionProof, verifySubmissionProof, type SubmittedMessage } from '../../../src/mail/submission-proof.js';

const secret = Buffer.from('a secret of the server');
const address = (text: string): Address => parseAddress(text) ?? { localPart: '', domain: '' };
const mail: SubmittedMessage = {
  messageId: '<one@corp.example>',
  from: [address('olga@corp.example')],
  calendarObjects: ['BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'],
};

describe('a proof holds for the message it was made for', () => {
  it.each<[string, Partial<SubmittedMessage>]>([
    ['as it was', {}],
    ['other line ends', { calendarObjects: ['BEGIN:VCALENDAR\nEND:VCALENDAR'] }],
    ['the object twice', { calendarObjects: [...mail.calendarObjects, ...mail.calendarObjects] }],
    ['an address in another case', { from: [address('Olga@CORP.example')] }],
  ])('%s', (_, change) => {
    expect(verifySubmissionProof(secret, { ...mail, ...change }, ` ${submissionProof(secret, mail)} `)).toBe(true);
  });

  it.each<[string, Partial<SubmittedMessage>]>([
    ['another Message-ID', { messageId: '<two@corp.example>' }],
    ['another author', { from: [address('boss@corp.example')] }],
    ['one author more', { from: [...mail.from, address('boss@corp.example')] }],
    ['another object', { calendarObjects: ['BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n'] }],
    ['one object more', { calendarObjects: ['x', ...mail.calendarObjects] }],
    ['no object', { calendarObjects: [] }],
  ])('not: %s', (_, change) => {
    expect(verifySubmissionProof(secret, { ...mail, ...change }, submissionProof(secret, mail))).toBe(false);
  });

  it.each(['', 'v1', 'v1 ', 'v2 AAAA', `v1 ${'A'.repeat(43)}`])('not: %j', (proof) => {
    expect(verifySubmissionProof(secret, mail, proof)).toBe(false);
  });

  it('not with another secret', () => {
    expect(verifySubmissionProof(Buffer.from('another'), mail, submissionProof(secret, mail))).toBe(false);
  });

  it('the order of authors and objects means nothing', () => {
    const two = { ...mail, from: [...mail.from, address('a@b.example')], calendarObjects: ['x', 'y'] };
    const other = { ...two, from: [...two.from].reverse(), calendarObjects: ['y', 'x'] };
    expect(submissionProof(secret, two)).toBe(submissionProof(secret, other));
  });
});
