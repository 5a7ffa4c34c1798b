import type { SMTPServerEnvelope } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import { dsnRequest } from '../../../src/submission/dsn-request.js';

const envelope = (
  dsn: SMTPServerEnvelope['dsn'],
  rcptTo: readonly { notify?: string[]; orcpt?: string }[] = [{}],
): SMTPServerEnvelope => ({
  mailFrom: false,
  rcptTo: rcptTo.map((wish, index) => ({ address: `R${index}@Example.org`, args: false, dsn: wish })),
  dsn,
});

describe('RFC 3461 §4: what the client asked for', () => {
  it.each([
    ['nothing', envelope(undefined), null],
    ['nothing, said at length', envelope({ ret: null, envid: null }, [{ notify: [] }]), null],
    ['headers back', envelope({ ret: 'HDRS', envid: 'x' }), { ret: 'HDRS', envid: 'x', byRecipient: {} }],
    ['a word that is none', envelope({ ret: 'SOME', envid: null }), null],
    [
      'a recipient of its own',
      envelope(undefined, [{ notify: ['SUCCESS', 'FAILURE'] }, {}]),
      { ret: null, envid: null, byRecipient: { 'r0@example.org': { notify: 'SUCCESS,FAILURE', orcpt: null } } },
    ],
    ['the original recipient that every MTA assumes', envelope(undefined, [{ orcpt: 'rfc822;r0@example.org' }]), null],
    [
      'another original recipient',
      envelope(undefined, [{ orcpt: 'rfc822;list@example.net' }]),
      { ret: null, envid: null, byRecipient: { 'r0@example.org': { notify: null, orcpt: 'rfc822;list@example.net' } } },
    ],
  ])('%s', (_, given, expected) => {
    expect(dsnRequest(given)).toEqual(expected);
  });
});
