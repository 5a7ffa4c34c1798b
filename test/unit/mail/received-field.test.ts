/** RFC 5321 §4.4: what the Received fields of known MTAs say of their writer and its client. */
import { describe, expect, it } from 'vitest';
import { readReceivedField } from '../../../src/mail/received-field.js';

describe('who wrote it, and who delivered the message', () => {
  it.each<[string, string, string | null, string | null, string | null]>([
    [
      'Postfix',
      'from helo.example (mx.example [192.0.2.1]) by mx1.corp.example (Postfix) with ESMTPS id 1',
      'mx1.corp.example',
      '192.0.2.1',
      'mx.example',
    ],
    ['unknown name', 'from helo (unknown [IPv6:2001:db8::1]) by mx with SMTP', 'mx', '2001:db8::1', null],
    [
      'Sendmail: a name that does not lead back',
      'from helo (mx.corp.example [192.0.2.1] (may be forged)) by mx (8.17/8.17) with ESMTP',
      'mx',
      '192.0.2.1',
      null,
    ],
    ['Exim', 'from [192.0.2.1] (helo=[10.0.0.1]) by mx with esmtp', 'mx', '192.0.2.1', null],
    ['Exim with a name', 'from mx.example ([192.0.2.1] helo=10.0.0.1)\tby mx with esmtp', 'mx', '192.0.2.1', null],
    [
      'what the client calls itself is nothing',
      'from [10.0.0.1] (evil.example [192.0.2.1]) by mx',
      'mx',
      '192.0.2.1',
      'evil.example',
    ],
    ['a client that calls itself by', 'from by (evil.example [192.0.2.1]) by mx', 'mx', '192.0.2.1', 'evil.example'],
    ['qmail names no address', 'from unknown (HELO [10.0.0.1]) (192.0.2.1) by mx with SMTP', 'mx', null, null],
    ['no client', 'by mx.corp.example (Postfix, from userid 0) id 1', 'mx.corp.example', null, null],
    ['by in a comment', 'from x (a.example [192.0.2.1]) (sent (by evil)) by mx', 'mx', '192.0.2.1', 'a.example'],
    ['by in a quoted string', 'from x (a.example [192.0.2.1]) "by evil" by mx', 'mx', '192.0.2.1', 'a.example'],
    ['an open comment takes the rest', 'from x (a.example [192.0.2.1] by mx', null, '192.0.2.1', 'a.example'],
    ['nothing', '', null, null, null],
  ])('%s', (_, value, by, fromIp, fromHost) => {
    expect(readReceivedField(value)).toMatchObject({ by, fromIp, fromHost });
  });
});

describe('RFC 3848: who logged in', () => {
  const postfix = (user: string, protocol = 'ESMTPSA', rest = ''): string =>
    `from pc (host.example [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)) ` +
    `(No client certificate requested) ${user} by mx (Postfix) with ${protocol} id 1 for <a@b.example>; today${rest}`;

  it.each<[string, string, string | null]>([
    ['Postfix, over TLS', postfix('(Authenticated sender: ann)'), 'ann'],
    ['with an address', postfix('(Authenticated sender: ann@corp.example)'), 'ann@corp.example'],
    ['without TLS', postfix('(Authenticated sender: ann)', 'ESMTPA'), 'ann'],
    ['RFC 6531: in UTF-8', postfix('(Authenticated sender: ann)', 'UTF8SMTPSA'), 'ann'],
    [
      'OpenSMTPD',
      'from x (h [192.0.2.1]) by mx (OpenSMTPD) with ESMTPSA id 1 (TLSv1.3:x:256:NO) auth=yes user=ann',
      'ann',
    ],
    [
      'OpenSMTPD, with what the client says behind it',
      'from x (h [192.0.2.1]) by mx with ESMTPSA id 1 auth=yes user=ann for <x@corp.example>; today',
      'ann',
    ],
    ['nobody', postfix(''), null],
    ['the protocol says that nobody did', postfix('(Authenticated sender: ann)', 'ESMTPS'), null],
    ['a word like it', postfix('(Authenticated sender: ann)', 'XESMTPSA'), null],
    ['two of them', postfix('(Authenticated sender: ann) (Authenticated sender: bob)'), null],
    ['inside another comment', postfix('(Client CN "x (Authenticated sender: ann)")'), null],
    ['in the name of a certificate', postfix('(Client CN "Authenticated sender: ann", Issuer "x")'), null],
    ['as what the client calls itself', 'from (Authenticated sender: ann) by mx with ESMTPSA id 1', null],
    ['behind the date', postfix('', 'ESMTPSA', ' (Authenticated sender: ann)'), null],
    [
      'in the address of a recipient',
      'from x (h [192.0.2.1]) by mx with ESMTP for <"(Authenticated sender: ann) with ESMTPSA auth=yes user=ann"@b.example>',
      null,
    ],
    ['behind for', 'from x (h [192.0.2.1]) by mx with ESMTPSA id 1 for auth=yes user=ann; today', null],
    ['OpenSMTPD: nobody', 'from x (h [192.0.2.1]) by mx with ESMTPS id 1 auth=no user=ann', null],
  ])('%s', (_, value, user) => {
    expect(readReceivedField(value).authenticatedUser).toBe(user);
  });
});
