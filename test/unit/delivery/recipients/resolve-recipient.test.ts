import { describe, expect, it } from 'vitest';
import type { RecipientSettings } from '../../../../src/delivery/recipients/refuse-account.js';
import type { RoleSettings } from '../../../../src/delivery/recipients/resolve-role.js';
import { resolveRecipient } from '../../../../src/delivery/recipients/resolve-recipient.js';
import type { Account, Directory, Resolution } from '../../../../src/directory/directory.js';
import type { StoreId, AccountId } from '../../../../src/directory/account.js';
import { formatAddress, type Address } from '../../../../src/mail/address.js';
import { noQuota } from '../../../../src/quota/quota-limits.js';
import { accountFields, address, company } from '../../../support/account-fields.js';

const account = (other: Partial<Account>): Resolution => ({
  kind: 'account',
  account: { ...accountFields('john'), id: 1 as AccountId, storeId: 1 as StoreId, hasPassword: false, ...other },
  detail: null,
});
const hardLimit = (hardBytes: number) => ({ quota: { warnBytes: null, softBytes: null, hardBytes, override: true } });
const defaults: RecipientSettings & RoleSettings = {
  hostname: 'mx.corp.example',
  administrator: null,
  disabled: 'store',
  forwardContacts: false,
  quota: { warnBytes: 0, softBytes: 0, hardBytes: 0, tempfail: false },
};

describe('resolveRecipient: RCPT TO', () => {
  it.each<[string, Resolution, Partial<RecipientSettings>, string]>([
    ['an account', account({}), {}, '250 2.1.5'],
    ['an account that may not log in', account({ active: false, kind: 'room' }), {}, '250 2.1.5'],
    ['an unknown address', { kind: 'unknown' }, {}, '550 5.1.1'],
    ['a directory without domain or account', { kind: 'empty-directory' }, {}, '451 4.3.0'],
    ['a contact', account({ kind: 'contact', storeId: null }), {}, '550 5.1.1'],
    ['a send-only account', account({ sendOnly: true }), {}, '550 5.2.1'],
    ['a disabled account, delivery.disabled = store', account({ enabled: false }), {}, '250 2.1.5'],
    [
      'a disabled account, delivery.disabled = reject',
      account({ enabled: false }),
      { disabled: 'reject' },
      '550 5.2.1',
    ],
    ['a disabled account, delivery.disabled = defer', account({ enabled: false }), { disabled: 'defer' }, '450 4.2.1'],
    ['the hard limit reached', account(hardLimit(1000)), {}, '552 5.2.2'],
    ['below the hard limit', account(hardLimit(1001)), {}, '250 2.1.5'],
    [
      'no limit of its own: its company',
      account({ company: 'Werk' }),
      { quota: { warnBytes: 0, softBytes: 0, hardBytes: 0, tempfail: false } },
      '552 5.2.2',
    ],
    [
      'no limit of its own: the server',
      account({}),
      { quota: { warnBytes: 0, softBytes: 0, hardBytes: 1000, tempfail: true } },
      '452 4.2.2',
    ],
  ])('%s', async (_name, resolution, settings, expected) => {
    const werk = company('Werk', { quota: { ...noQuota, hardBytes: 1000 } });
    const directory = {
      resolve: () => Promise.resolve(resolution),
      company: () => Promise.resolve(werk),
    } as Partial<Directory> as Directory;
    const quotas = { usedBytes: () => Promise.resolve(1000) };
    const { reply } = await resolveRecipient(
      { forwardPath: address('john@corp.example'), reversePath: address('eve@out.example') },
      { directory, quotas },
      { ...defaults, ...settings },
    );
    expect(`${reply.code} ${reply.status}`).toBe(expected);
  });

  it('throws on when the directory cannot answer: the caller makes 451 of it, never 550', async () => {
    const directory = { resolve: () => Promise.reject(new Error('down')) } as Partial<Directory> as Directory;
    const asked = resolveRecipient(
      { forwardPath: address('john@corp.example'), reversePath: address('eve@out.example') },
      { directory, quotas: { usedBytes: () => Promise.resolve(0) } },
      defaults,
    );
    await expect(asked).rejects.toThrow('down');
  });

  it.each([
    ['postmaster of a local domain', 'postmaster@corp.example', 'admin@corp.example', '250 2.1.5', 'admin'],
    ['in any case', 'PostMaster@corp.example', 'admin@corp.example', '250 2.1.5', 'admin'],
    ['abuse', 'Abuse@corp.example', 'admin@corp.example', '250 2.1.5', 'admin'],
    ['a bare postmaster', 'Postmaster@mx.corp.example', 'admin@corp.example', '250 2.1.5', 'admin'],
    ['abuse of the host is not asked for', 'abuse@mx.corp.example', 'admin@corp.example', '550 5.1.1', null],
    ['a domain that is not local', 'postmaster@out.example', 'admin@corp.example', '550 5.1.1', null],
    ['another name', 'postmasters@corp.example', 'admin@corp.example', '550 5.1.1', null],
    ['an account has the address', 'abuse@taken.example', 'admin@corp.example', '250 2.1.5', 'owner'],
    ['no administrator', 'postmaster@corp.example', null, '550 5.1.1', null],
    ['an administrator who is unknown', 'postmaster@corp.example', 'gone@corp.example', '550 5.1.1', null],
    ['an administrator outside is a contact', 'postmaster@corp.example', 'admin@out.example', '250 2.1.5', 'outside'],
  ])('RFC 5321 §4.5.1, RFC 2142: %s', async (_case, to, administrator, expected, name) => {
    const contact = {
      name: 'outside',
      kind: 'contact',
      storeId: null,
      primaryAddress: address('admin@out.example'),
    } as const;
    const known = new Map([
      ['admin@corp.example', account({ name: 'admin' })],
      ['abuse@taken.example', account({ name: 'owner' })],
      ['admin@out.example', account(contact)],
    ]);
    const directory = {
      resolve: (asked: Address) => Promise.resolve(known.get(formatAddress(asked)) ?? { kind: 'unknown' }),
      isLocalDomain: (domain: string) => Promise.resolve(['corp.example', 'taken.example'].includes(domain)),
      company: () => Promise.resolve(null),
    } as Partial<Directory> as Directory;
    const answer = await resolveRecipient(
      { forwardPath: address(to), reversePath: null },
      { directory, quotas: { usedBytes: () => Promise.resolve(0) } },
      { ...defaults, forwardContacts: true, administrator: administrator === null ? null : address(administrator) },
    );
    expect(`${answer.reply.code} ${answer.reply.status}`).toBe(expected);
    const got = answer.kind === 'accepted' && 'account' in answer.recipient ? answer.recipient.account.name : null;
    expect(got).toBe(name);
  });
});
