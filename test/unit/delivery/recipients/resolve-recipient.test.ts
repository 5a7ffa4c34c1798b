import { describe, expect, it } from 'vitest';
import type { RecipientSettings } from '../../../../src/delivery/recipients/refuse-account.js';
import { resolveRecipient } from '../../../../src/delivery/recipients/resolve-recipient.js';
import type { Account, Directory, Resolution } from '../../../../src/directory/directory.js';
import type { StoreId, AccountId } from '../../../../src/directory/account.js';
import { noQuota } from '../../../../src/quota/quota-limits.js';
import { accountFields, address, company } from '../../../support/account-fields.js';

const account = (other: Partial<Account>): Resolution => ({
  kind: 'account',
  account: { ...accountFields('john'), id: 1 as AccountId, storeId: 1 as StoreId, hasPassword: false, ...other },
  detail: null,
});
const hardLimit = (hardBytes: number) => ({ quota: { warnBytes: null, softBytes: null, hardBytes, override: true } });
const defaults: RecipientSettings = {
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
});
