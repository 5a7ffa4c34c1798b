/**
 * What every engine behind directory.ts must do. An engine's test calls `directoryContract` with a way to make one.
 */
import { hash } from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultBookingPolicy } from '../../src/booking/booking-policy.js';
import type { DirectoryAdmin } from '../../src/directory/directory.js';
import type { StoreId } from '../../src/directory/account.js';
import { accountFields, address, company } from '../support/account-fields.js';

export interface DirectoryUnderTest {
  readonly directory: DirectoryAdmin;
  close(): void;
}

export function directoryContract(
  engine: string,
  open: (options: { recipientDelimiter: string }) => DirectoryUnderTest,
) {
  describe(`directory contract: ${engine}`, () => {
    let held: DirectoryUnderTest;
    let directory: DirectoryAdmin;
    const use = (recipientDelimiter: string): void => {
      held = open({ recipientDelimiter });
      directory = held.directory;
    };
    beforeEach(() => use('+'));
    afterEach(() => held.close());

    const addDomain = (name: string, aliasOf: string | null = null) =>
      directory.addDomain({ name, company: null, aliasOf });
    const resolved = async (text: string): Promise<string> => {
      const resolution = await directory.resolve(address(text));
      if (resolution.kind !== 'account') return resolution.kind;
      const { account, detail } = resolution;
      return detail === null ? account.name : `${account.name} with ${detail}`;
    };

    test('a directory without domain or account is empty, not ignorant', async () => {
      expect(await resolved('anna@example.org')).toBe('empty-directory');
      await addDomain('example.org');
      expect(await resolved('anna@example.org')).toBe('empty-directory');
      await directory.createAccount(accountFields('berta'));
      expect(await resolved('anna@example.org')).toBe('unknown');
    });

    describe('resolve', () => {
      beforeEach(async () => {
        await addDomain('example.org');
        await addDomain('alias.example', 'example.org');
        await addDomain('xn--bcher-kva.example');
        await directory.createAccount(
          accountFields('anna', { aliases: [address('A.Muster@example.org'), address('anna@bücher.example')] }),
        );
        await directory.createAccount(accountFields('plus', { primaryAddress: address('anna+list@example.org') }));
        await directory.createAccount(accountFields('own', { primaryAddress: address('own@alias.example') }));
        await directory.createAccount(accountFields('other', { primaryAddress: address('own@example.org') }));
      });

      test.each([
        ['primary address', 'anna@example.org', 'anna'],
        ['case of the local part does not matter', 'ANNA@Example.ORG', 'anna'],
        ['alias', 'a.muster@example.org', 'anna'],
        ['IDN domain, both spellings are one', 'anna@xn--bcher-kva.example', 'anna'],
        ['alias domain', 'anna@alias.example', 'anna'],
        ['alias domain with detail', 'anna+x@alias.example', 'anna with x'],
        ['an address of its own in the alias domain comes first', 'own@alias.example', 'own'],
        ['detail keeps its case', 'anna+Lists@example.org', 'anna with Lists'],
        ['the first delimiter parts', 'anna+a+b@example.org', 'anna with a+b'],
        ['empty detail', 'anna+@example.org', 'anna with '],
        ['the address as given comes first', 'anna+list@example.org', 'plus'],
        ['nothing before the delimiter', '+anna@example.org', 'unknown'],
        ['unknown local part', 'nobody@example.org', 'unknown'],
        ['known name, domain not ours', 'anna@elsewhere.example', 'unknown'],
      ])('%s', async (_, given, expected) => {
        expect(await resolved(given)).toBe(expected);
      });

      test('a change shows in the next read', async () => {
        const account = await directory.accountByName('anna');
        if (account === null) throw new Error('anna is missing');
        await directory.updateAccount(account.id, { aliases: [address('neu@example.org')] });
        expect(await resolved('neu@example.org')).toBe('anna');
        expect(await resolved('a.muster@example.org')).toBe('unknown');
        await directory.deleteAccount(account.id);
        expect(await resolved('anna@example.org')).toBe('unknown');
      });

      test.each([
        ['name', 'anna', 'anna'],
        ['names compare exactly', 'Anna', null],
        ['primary address without case', 'ANNA@example.org', 'anna'],
        ['alias', 'a.muster@example.org', 'anna'],
        ['no detail at a login', 'anna+x@example.org', null],
        ['neither name nor address', 'a b@', null],
      ])('login by %s', async (_, login, expected) => {
        expect((await directory.accountByLogin(login))?.name ?? null).toBe(expected);
      });
    });

    describe('logging in', () => {
      const password = 'correct horse';
      beforeEach(async () => {
        await addDomain('example.org');
        const passwordHash = await hash(password, { memoryCost: 64, timeCost: 1 });
        await directory.createAccount(accountFields('anna', { passwordHash }));
        await directory.createAccount(accountFields('room'));
      });

      test.each([
        ['by name', 'anna', password, 'anna'],
        ['by address', 'Anna@example.org', password, 'anna'],
        ['with a wrong password', 'anna', 'Correct horse', null],
        ['with an empty password', 'anna', '', null],
        ['with a password that goes on for ever', 'anna', password.padEnd(5000, 'x'), null],
        ['to an account without a password', 'room', '', null],
        ['as nobody', 'nobody', password, null],
      ])('%s', async (_, login, given, expected) => {
        expect((await directory.authenticate(login, given))?.name ?? null).toBe(expected);
      });
    });

    test('without a delimiter there are no details', async () => {
      held.close();
      use('');
      await addDomain('example.org');
      await directory.createAccount(accountFields('anna'));
      expect(await resolved('anna+x@example.org')).toBe('unknown');
    });

    test('an account comes back as it was given', async () => {
      await addDomain('example.org');
      const fields = accountFields('Röhre 1', {
        storeId: 7 as StoreId,
        fullName: 'Röhre 1, "Nord"',
        kind: 'equipment',
        primaryAddress: address('roehre@example.org'),
        aliases: [address('b@example.org'), address('a@example.org')],
        active: false,
        enabled: false,
        sendOnly: true,
        adminLevel: 2,
        hidden: true,
        company: 'Werk',
        language: 'de-CH',
        quota: { warnBytes: 0, softBytes: null, hardBytes: 2 ** 40, override: false },
        plusFolder: true,
        copySent: 'owner',
        booking: { ...defaultBookingPolicy, mrAccept: true, mrProcess: false, capacity: 3, approvers: ['mary'] },
        features: { imap: false, web: true },
        passwordHash: '$argon2id$v=19$x',
      });
      const { passwordHash, ...expected } = fields;
      await directory.createCompany(company('Werk'));
      const created = await directory.createAccount(fields);
      expect(created).toEqual({ ...expected, id: created.id, hasPassword: passwordHash !== null });
      expect(await directory.accountByName('Röhre 1')).toEqual(created);
      expect(await directory.accountsAfter('', 99)).toEqual([created]);
    });

    test('an update changes what it names and nothing else', async () => {
      await addDomain('example.org');
      const before = await directory.createAccount(accountFields('anna', { passwordHash: 'hash', fullName: 'Anna' }));
      const after = await directory.updateAccount(before.id, { language: 'de', name: 'anna.m' });
      expect(after).toEqual({ ...before, language: 'de', name: 'anna.m' });
      expect((await directory.updateAccount(before.id, { passwordHash: null })).hasPassword).toBe(false);
    });

    test('a contact may be outside our domains', async () => {
      const contact = accountFields('extern', { kind: 'contact', primaryAddress: address('x@elsewhere.example') });
      await directory.createAccount(contact);
      expect(await resolved('x@elsewhere.example')).toBe('extern');
    });

    describe('refused by name, and then nothing has changed', () => {
      beforeEach(async () => {
        await addDomain('example.org');
        await addDomain('alias.example', 'example.org');
        await directory.createAccount(accountFields('anna', { aliases: [address('office@example.org')] }));
        await directory.createAccount(accountFields('berta'));
      });
      const id = async (name: string) => {
        const account = await directory.accountByName(name);
        if (account === null) throw new Error(`${name} is missing`);
        return account.id;
      };
      const elsewhere = { primaryAddress: address('x@elsewhere.example') };
      const refusals: [string, string, () => Promise<unknown>][] = [
        ['name of another account', 'name-taken', () => directory.createAccount(accountFields('anna'))],
        [
          'address of another account, in other case',
          'address-taken',
          () => directory.createAccount(accountFields('x', { aliases: [address('OFFICE@example.org')] })),
        ],
        [
          'the same address twice',
          'address-taken',
          () => directory.createAccount(accountFields('x', { aliases: [address('x@example.org')] })),
        ],
        ['address outside our domains', 'no-such-domain', () => directory.createAccount(accountFields('x', elsewhere))],
        [
          'update to a taken name',
          'name-taken',
          async () => directory.updateAccount(await id('berta'), { name: 'anna' }),
        ],
        [
          'update to a taken address',
          'address-taken',
          async () =>
            directory.updateAccount(await id('berta'), { fullName: 'X', aliases: [address('office@example.org')] }),
        ],
        [
          'update to a strange domain',
          'no-such-domain',
          async () => directory.updateAccount(await id('berta'), elsewhere),
        ],
        ['update of nobody', 'no-such-account', () => directory.updateAccount(4711 as never, { fullName: 'X' })],
        ['deletion of nobody', 'no-such-account', () => directory.deleteAccount(4711 as never)],
        ['domain that is there', 'name-taken', () => addDomain('EXAMPLE.org')],
        ['alias of a strange domain', 'no-such-domain', () => addDomain('new.example', 'elsewhere.example')],
        ['alias of an alias', 'in-use', () => addDomain('new.example', 'alias.example')],
        ['domain with addresses', 'in-use', () => directory.removeDomain('example.org')],
        ['strange domain', 'no-such-domain', () => directory.removeDomain('elsewhere.example')],
      ];
      test.each(refusals)('%s: %s', async (_, reason, change) => {
        const before = [await directory.accountsAfter('', 99), await directory.domains()];
        await expect(change()).rejects.toMatchObject({ name: 'DirectoryError', reason });
        expect([await directory.accountsAfter('', 99), await directory.domains()]).toEqual(before);
      });

      test('a domain that only an alias refers to is in use', async () => {
        await addDomain('target.example');
        await addDomain('other.example', 'target.example');
        await expect(directory.removeDomain('target.example')).rejects.toMatchObject({ reason: 'in-use' });
        await directory.removeDomain('other.example');
        await directory.removeDomain('Target.example');
        expect((await directory.domains()).map((domain) => domain.name)).toEqual(['alias.example', 'example.org']);
      });
    });

    test('domains: kept in one form, ours or not', async () => {
      await addDomain('Bücher.Example');
      await addDomain('alias.example', 'bücher.example');
      expect(await directory.domains()).toEqual([
        { name: 'alias.example', company: null, aliasOf: 'xn--bcher-kva.example' },
        { name: 'xn--bcher-kva.example', company: null, aliasOf: null },
      ]);
      expect(await directory.isLocalDomain('BÜCHER.example')).toBe(true);
      expect(await directory.isLocalDomain('alias.example')).toBe(true);
      expect(await directory.isLocalDomain('sub.alias.example')).toBe(false);
    });

    test('others like a resource: of its kind and company, enabled, not hidden, by name', async () => {
      await addDomain('example.org');
      for (const name of ['one', 'two']) await directory.createCompany(company(name));
      const room = (name: string, fields: Parameters<typeof accountFields>[1] = {}) =>
        directory.createAccount(accountFields(name, { kind: 'room', company: 'one', ...fields }));
      const blue = await room('blue');
      for (const name of ['yellow', 'green', 'red']) await room(name);
      await room('elsewhere', { company: null });
      await room('closed', { enabled: false });
      await room('secret', { hidden: true });
      await room('beamer', { kind: 'equipment' });
      const names = async (limit: number): Promise<string[]> =>
        (await directory.resourcesLike(blue, limit)).map(({ name }) => name);
      expect(await names(20)).toEqual(['green', 'red', 'yellow']);
      expect(await names(2)).toEqual(['green', 'red']);
      const alone = await room('alone', { company: 'two' });
      expect(await directory.resourcesLike(alone, 20)).toEqual([]);
    });

    test('accounts come by name, a page at a time', async () => {
      await addDomain('example.org');
      for (const name of ['carl', 'anna', 'ben']) await directory.createAccount(accountFields(name));
      const names = async (after: string, limit: number): Promise<string[]> =>
        (await directory.accountsAfter(after, limit)).map(({ name }) => name);
      expect([await names('', 2), await names('ben', 2), await names('carl', 2)]).toEqual([
        ['anna', 'ben'],
        ['carl'],
        [],
      ]);
      expect(await directory.accountsAfter('', 9)).toEqual(await directory.accountsAfter('', 99));
    });

    test('an id is never used again', async () => {
      await addDomain('example.org');
      const first = await directory.createAccount(accountFields('anna'));
      await directory.deleteAccount(first.id);
      const second = await directory.createAccount(accountFields('anna'));
      expect(second.id).toBeGreaterThan(first.id);
    });
  });
}
