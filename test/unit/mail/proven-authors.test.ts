/**
 * RFC 8601 §5: which Authentication-Results count, and whom they and logins prove.
 */
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../../src/mail/address.js';
import { readHeaderSection } from '../../../src/mail/header-section.js';
import { proveAuthors, type ResultTrust } from '../../../src/mail/proven-authors.js';
import { resultTrust } from '../../../src/settings/trust-settings.js';
import { fixture } from '../../support/fixture.js';

const MX = 'mx.corp.example';
const OUR_MX = '10.0.0.1';
const trust = resultTrust({
  trust: 'auto',
  trustedAuthserv: [MX, 'in.corp.example'],
  trustedRelays: ['10.0.0.0/24', 'backup.corp.example'],
});
const FROM = 'From: Ann <ann@example.org>';
const ANN = 'ann@example.org';
const NOBODY = '';

/** As our MTA writes it for a connection from an unknown server. */
const received = 'Received: from x (mail.example.org [192.0.2.1]) by mx.corp.example with ESMTP; today';
const from = (client: string, by = MX): string => `Received: from x (${client}) by ${by} with ESMTP; today`;
const results = (...each: readonly string[]): string => `Authentication-Results: ${[MX, ...each].join('; ')}`;
const dmarc = results('dmarc=pass header.from=example.org');

function proven(fields: readonly string[], peer: string | null = OUR_MX, trusted: ResultTrust = trust): string {
  const header = readHeaderSection(Buffer.from(`${fields.join('\r\n')}\r\n\r\n`));
  return proveAuthors(header, peer, trusted).authors.map(formatAddress).join(' ');
}

describe('which fields count: down to the first Received that is not ours', () => {
  it.each<[string, readonly string[], string]>([
    ['above all Received fields', [dmarc, received, FROM], ANN],
    ["a milter's, below the Received of its own MTA", [received, dmarc, FROM], ANN],
    ['between two relays of ours', [from('in [10.0.0.2]'), received, dmarc, FROM], ANN],
    ['behind a relay that is known by its name', [from('backup.corp.example [192.0.2.9]'), received, dmarc, FROM], ANN],
    [
      'not behind a name that does not lead back to its address',
      [from('backup.corp.example [192.0.2.9] (may be forged)'), received, dmarc, FROM],
      NOBODY,
    ],
    ["not below a stranger's", [received, 'Received: from a by b; today', dmarc, FROM], NOBODY],
    ['not below one that says it is ours', [received, received, dmarc, FROM], NOBODY],
    ['nor one from a relay of ours, says it', [received, from('in [10.0.0.2]'), dmarc, FROM], NOBODY],
    ['nor below a third', [received, from('in [10.0.0.2]'), from('in [10.0.0.3]'), dmarc, FROM], NOBODY],
    ['not where the client is not named', [`Received: by ${MX} id 1`, received, dmarc, FROM], NOBODY],
    [
      'not of another server',
      ['Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org', FROM],
      NOBODY,
    ],
    [
      'not in our name with a longer one',
      [`Authentication-Results: ${MX}.evil.example; dmarc=pass header.from=example.org`, FROM],
      NOBODY,
    ],
    [
      'our name in any case',
      ['Authentication-Results: MX.Corp.Example 1; dmarc=pass header.from=example.org', FROM],
      ANN,
    ],
  ])('%s', (_, fields, expected) => {
    expect(proven(fields)).toBe(expected);
  });

  it.each<[string, string | null, string]>([
    ['a relay of ours', '10.0.0.9', ANN],
    ['the same over IPv6', '::ffff:10.0.0.9', ANN],
    ['a Unix socket', null, ANN],
    ['this machine', '127.0.0.1', ANN],
    ['somebody else', '192.0.2.7', NOBODY],
    ['the host that the field names', '192.0.2.1', NOBODY],
  ])('handed over by %s', (_, peer, expected) => {
    expect(proven([received, dmarc, FROM], peer)).toBe(expected);
    expect(proven([dmarc, received, FROM], peer), 'what stands above all of them counts').toBe(ANN);
  });

  it('while no relay is named, nothing counts below a Received field', () => {
    const trusted = resultTrust({ trust: 'auto', trustedAuthserv: [MX], trustedRelays: [] });
    for (const peer of [OUR_MX, '127.0.0.1', null]) {
      expect(proven([received, dmarc, FROM], peer, trusted)).toBe(NOBODY);
      expect(proven([dmarc, received, FROM], peer, trusted)).toBe(ANN);
    }
  });

  it('this machine is a relay only as the first: others submit there too', () => {
    expect(proven([from('localhost [127.0.0.1]'), received, dmarc, FROM])).toBe(NOBODY);
  });

  it('nobody is trusted by default', () => {
    const trusted = { ...trust, authservIds: [] };
    expect(proven([dmarc, FROM], OUR_MX, trusted)).toBe(NOBODY);
  });

  it('a forged Received by our MX with forged results, below the real ones', () => {
    const bytes = fixture('messages/forged-received-by-our-mx.eml');
    const header = readHeaderSection(bytes);
    expect(proveAuthors(header, OUR_MX, trust)).toEqual({ authors: [], users: [] });
    const honest = readHeaderSection(Buffer.from(bytes.toString().replaceAll('=fail', '=pass')));
    expect(proveAuthors(honest, OUR_MX, trust).authors.map(formatAddress)).toEqual(['ann@partner.example']);
  });
});

describe('what they prove', () => {
  it.each<[string, readonly string[], string]>([
    ['RFC 7489: dmarc=pass for the domain of From', [dmarc, FROM], ANN],
    ['not for another of the organization', [results('dmarc=pass header.from=mail.example.org'), FROM], NOBODY],
    ['not for another', [results('dmarc=pass header.from=evil.example'), FROM], NOBODY],
    ['not without a domain', [results('dmarc=pass'), FROM], NOBODY],
    ['aligned DKIM', [results('dkim=pass header.d=mail.example.org'), FROM], ANN],
    ['DKIM with an identity alone', [results('dkim=pass header.i=@example.org'), FROM], ANN],
    ['DKIM of a stranger', [results('dkim=pass header.d=list.example'), FROM], NOBODY],
    ['a top-level domain vouches for nobody', [results('dkim=pass header.d=org'), FROM], NOBODY],
    ['nor a public suffix', [results('dkim=pass header.d=github.io'), 'From: a@evil.github.io'], NOBODY],
    [
      'a neighbour below a public suffix',
      [results('dkim=pass header.d=evil.github.io'), 'From: a@b.github.io'],
      NOBODY,
    ],
    ['and above it', [results('dkim=pass header.d=evil.github.io'), 'From: a@github.io'], NOBODY],
    ['aligned SPF', [results('spf=pass smtp.mailfrom=bounce@mail.example.org'), FROM], ANN],
    ['SPF with a domain alone', [results('spf=pass smtp.mailfrom=example.org'), FROM], ANN],
    ['SPF of the HELO name', [results('spf=pass smtp.helo=example.org'), FROM], NOBODY],
    ['SPF of somebody else', [results('spf=pass smtp.mailfrom=ann@list.example'), FROM], NOBODY],
    ['a host with a path behind it', [results('dmarc=pass header.from="example.org/evil.example"'), FROM], NOBODY],
    ['methods that say nothing of authors', [results('iprev=pass policy.iprev=192.0.2.1', 'arc=pass'), FROM], NOBODY],
    ['one of two authors', [dmarc, 'From: ann@example.org, bob@corp.example'], ANN],
    ['Reply-To and Sender are never proven', [dmarc, FROM, 'Reply-To: e@example.org', 'Sender: j@example.org'], ANN],
    [
      'but the Reply-To of iCloud calendars',
      [results('dmarc=pass header.from=email.apple.com'), 'From: A <noreply@email.apple.com>', `Reply-To: ${ANN}`],
      `noreply@email.apple.com ${ANN}`,
    ],
    [
      'and the Sender of Google calendars',
      [results('dkim=pass header.d=google.com'), FROM, 'Sender: calendar-notification@google.com'],
      'calendar-notification@google.com',
    ],
  ])('%s', (_, fields, expected) => {
    expect(proven(fields)).toBe(expected);
  });
});

describe('results that contradict each other', () => {
  const inner = 'Authentication-Results: in.corp.example';
  it.each<[string, readonly string[], string]>([
    ['not what failed', [results('dmarc=fail header.from=example.org'), FROM], NOBODY],
    ['the topmost of a server and method', [results('dmarc=fail header.from=example.org'), dmarc, FROM], NOBODY],
    ['also when it neither passed nor failed', [results('dmarc=none'), dmarc, FROM], NOBODY],
    ['also when its properties cannot be read', [results('dmarc=none a=b=c'), dmarc, FROM], NOBODY],
    ['a pass above a fail of the same server', [dmarc, results('dmarc=fail header.from=example.org'), FROM], ANN],
    ['methods in fields of their own', [results('spf=none smtp.mailfrom=x.example'), dmarc, FROM], ANN],
    ['a fail of another server of ours', [dmarc, `${inner}; dmarc=fail header.from=example.org`, FROM], NOBODY],
    ['in either order', [`${inner}; dmarc=fail header.from=example.org`, dmarc, FROM], NOBODY],
    ['a fail about somebody else', [dmarc, `${inner}; dmarc=fail header.from=other.example`, FROM], ANN],
    ['a fail of a server that is not ours', ['Authentication-Results: x.example; dmarc=fail', dmarc, FROM], ANN],
    [
      'dmarc=fail and dkim=pass',
      [results('dkim=pass header.d=example.org', 'dmarc=fail header.from=example.org'), FROM],
      NOBODY,
    ],
    ['dmarc=fail without a domain', [results('dkim=pass header.d=example.org', 'dmarc=fail'), FROM], NOBODY],
    [
      'two signatures of one domain',
      [results('dkim=pass header.d=example.org', 'dkim=fail header.d=example.org'), FROM],
      NOBODY,
    ],
    [
      'the signature of a list that broke nothing of ours',
      [results('dkim=fail header.d=list.example', 'dkim=pass header.d=example.org'), FROM],
      ANN,
    ],
    [
      'dkim=fail and spf=pass',
      [results('dkim=fail header.d=example.org', 'spf=pass smtp.mailfrom=a@example.org'), FROM],
      ANN,
    ],
  ])('%s', (_, fields, expected) => {
    expect(proven(fields)).toBe(expected);
  });
});

describe('who logged in to a trusted MTA', () => {
  const withLogin = (user: string, client = 'host.example [192.0.2.1]'): string =>
    `Received: from pc (${client}) (Authenticated sender: ${user}) by ${MX} (Postfix) with ESMTPSA id 1; today`;
  const users = (fields: readonly string[], trusted = trust): readonly string[] =>
    proveAuthors(readHeaderSection(Buffer.from(`${fields.join('\r\n')}\r\n\r\n`)), OUR_MX, trusted).users;

  it.each<[string, readonly string[], readonly string[], string]>([
    ['RFC 8601 §2.7.4: auth=pass', [results('auth=pass smtp.auth=ann@example.org'), FROM], [ANN], ANN],
    ['a name is for the directory', [results('auth=pass smtp.auth=ann'), FROM], ['ann'], NOBODY],
    ['auth=fail', [results('auth=fail smtp.auth=ann@example.org'), FROM], [], NOBODY],
    ['auth=pass for another', [results('auth=pass smtp.auth=eve@example.org'), FROM], ['eve@example.org'], NOBODY],
    ['auth=pass below a forged Received', [received, received, results('auth=pass smtp.auth=ann'), FROM], [], NOBODY],
    ['RFC 3848: in the Received of ours', [withLogin(ANN), FROM], [ANN], ANN],
    ['behind another relay of ours', [from('in [10.0.0.2]'), withLogin(ANN), FROM], [ANN], ANN],
    ['not in a Received that says it is ours', [received, withLogin(ANN), FROM], [], NOBODY],
    ['although DMARC fails, as for all who are at home', [withLogin(ANN), results('dmarc=fail'), FROM], [ANN], ANN],
    [
      'in Sender, for somebody else',
      [withLogin('joe@corp.example'), FROM, 'Sender: Joe <joe@corp.example>'],
      ['joe@corp.example'],
      'joe@corp.example',
    ],
  ])('%s', (_, fields, logins, authors) => {
    expect(users(fields)).toEqual(logins);
    expect(proven(fields)).toBe(authors);
  });

  it('without any trusted server for results', () => {
    const trusted = { ...trust, authservIds: [] };
    expect(users([withLogin(ANN), FROM], trusted)).toEqual([ANN]);
    expect(proven([withLogin(ANN), FROM], OUR_MX, trusted)).toBe(ANN);
  });

  it('what a client that logged in wrote itself does not count', () => {
    expect(proven([withLogin('eve'), received, dmarc, FROM])).toBe(NOBODY);
    expect(parseAddress(ANN)).not.toBeNull();
  });
});
