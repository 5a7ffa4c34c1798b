/**
 * What every engine behind directory.ts must do with groups that get mail: their addresses, and who is in them in the
 * end. Run by *.test.ts beside this file.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EVERYONE, type DirectoryAdmin, type GroupFields } from '../../src/directory/directory.js';
import type { AccountId } from '../../src/directory/account.js';
import { formatAddress } from '../../src/mail/address.js';
import { accountFields, address } from '../support/account-fields.js';
import type { DirectoryUnderTest } from './directory.contract.js';

const GROUPS = ['one', 'two', 'three', 'four', 'five'];
const PEOPLE = ['anna', 'berta', 'carl', 'dora'];

export function mailGroupsContract(engine: string, open: () => DirectoryUnderTest) {
  describe(`mail groups contract: ${engine}`, () => {
    let held: DirectoryUnderTest;
    let directory: DirectoryAdmin;
    beforeEach(async () => {
      held = open();
      directory = held.directory;
      await directory.addDomain({ name: 'example.org', company: null, aliasOf: null });
      await directory.addDomain({ name: 'alias.example', company: null, aliasOf: 'example.org' });
      for (const name of PEOPLE) await directory.createAccount(accountFields(name));
      const contact = { kind: 'contact', primaryAddress: address('x@elsewhere.example') } as const;
      await directory.createAccount(accountFields('extern', contact));
    });
    afterEach(() => held.close());

    const sales: GroupFields = {
      addresses: [address('Sales@example.org'), address('orders@example.org')],
      owner: 'anna',
      whoMaySend: 'listed',
      senders: { accounts: ['berta'], groups: ['one'], addresses: [address('e@out.example')], domains: ['a.example'] },
      hidden: true,
    };
    const resolved = async (text: string): Promise<string> => {
      const resolution = await directory.resolve(address(text));
      if (resolution.kind !== 'group') return resolution.kind;
      const { group, detail } = resolution;
      return [group.name, group.addresses.map(formatAddress)[0], detail].join(' ');
    };
    /** All of them, read in pages. */
    const expanded = async (group: string, pageSize = 100): Promise<readonly string[]> => {
      const names: string[] = [];
      let after: AccountId | null = null;
      for (;;) {
        const page = await directory.membersOf(group, after, pageSize);
        names.push(...page.map(({ name }) => name));
        const last = page.at(-1);
        if (last === undefined) return names;
        after = last.id;
      }
    };

    test('a group comes back as it was given, and changes in what is named', async () => {
      const created = await directory.createGroup('sales', sales);
      expect(created).toEqual({ ...sales, name: 'sales', members: [] });
      expect(await directory.group('sales')).toEqual(created);
      expect(await directory.updateGroup('sales', { whoMaySend: 'members' })).toEqual({
        ...created,
        whoMaySend: 'members',
      });
      expect(await directory.createGroup('plain', {})).toMatchObject({
        addresses: [],
        owner: null,
        whoMaySend: 'everybody',
      });
    });

    test.each([
      ['sales@EXAMPLE.org', 'sales Sales@example.org '],
      ['orders@example.org', 'sales Sales@example.org '],
      ['sales@alias.example', 'sales Sales@example.org '],
      ['orders+detail@example.org', 'sales Sales@example.org detail'],
      ['anna@example.org', 'account'],
      ['sale@example.org', 'unknown'],
    ])('resolve: %s is %s', async (given, expected) => {
      await directory.createGroup('sales', sales);
      expect(await resolved(given)).toBe(expected);
    });

    test('a change shows in the next read', async () => {
      await directory.createGroup('sales', sales);
      expect(await resolved('sales@example.org')).toContain('sales');
      await directory.updateGroup('sales', { addresses: [address('new@example.org')] });
      expect([await resolved('sales@example.org'), await resolved('new@example.org')]).toEqual([
        'unknown',
        'sales new@example.org ',
      ]);
      await directory.deleteGroup('sales');
      expect(await resolved('new@example.org')).toBe('unknown');
    });

    test('an owner that goes leaves the group without one', async () => {
      await directory.createGroup('sales', sales);
      const anna = await directory.accountByName('anna');
      if (anna === null) throw new Error('anna is missing');
      await directory.deleteAccount(anna.id);
      expect(await resolved('sales@example.org')).toContain('sales');
      expect(await directory.group('sales')).toMatchObject({ owner: null });
    });

    test('Everyone may have an address, and is mailed by the company alone unless that is changed', async () => {
      const everyone = await directory.updateGroup(EVERYONE, { addresses: [address('all@example.org')] });
      expect(everyone).toMatchObject({ whoMaySend: 'company' });
      expect(await resolved('all@example.org')).toBe('Everyone all@example.org ');
      expect(await expanded(EVERYONE)).toEqual(PEOPLE);
    });

    test('members of nested groups are given out once each, contacts too, page by page', async () => {
      for (const name of ['one', 'two']) await directory.createGroup(name, {});
      for (const name of ['carl', 'anna', 'extern']) await directory.addMember('one', { kind: 'account', name });
      for (const name of ['anna', 'berta']) await directory.addMember('two', { kind: 'account', name });
      await directory.addMember('one', { kind: 'group', name: 'two' });
      expect(await expanded('one', 2)).toEqual(['anna', 'berta', 'carl', 'extern']);
      await directory.addMember('two', { kind: 'group', name: EVERYONE });
      expect(await expanded('one', 3)).toEqual([...PEOPLE, 'extern']);
      expect([await expanded('empty'), await expanded('no such group')]).toEqual([[], []]);
    });

    test('whatever groups hold each other, expansion ends, and has each account once and no other', async () => {
      for (const name of GROUPS) await directory.createGroup(name, {});
      const edges = fc.uniqueArray(fc.tuple(fc.nat(GROUPS.length - 1), fc.nat(GROUPS.length - 1)), {
        selector: String,
        maxLength: 12,
      });
      const people = fc.uniqueArray(fc.tuple(fc.nat(GROUPS.length - 1), fc.nat(PEOPLE.length - 1)), {
        selector: String,
        maxLength: 8,
      });
      await fc.assert(
        fc.asyncProperty(edges, people, fc.integer({ min: 1, max: 5 }), async (nested, persons, pageSize) => {
          for (const name of GROUPS) {
            for (const member of (await directory.group(name))?.members ?? [])
              await directory.removeMember(name, member);
          }
          for (const [outer, inner] of nested)
            await directory.addMember(GROUPS[outer] ?? '', { kind: 'group', name: GROUPS[inner] ?? '' });
          for (const [group, person] of persons)
            await directory.addMember(GROUPS[group] ?? '', { kind: 'account', name: PEOPLE[person] ?? '' });
          for (const [index, name] of GROUPS.entries()) {
            const inside = reachable(index, nested);
            const expected = PEOPLE.filter((_, person) =>
              persons.some(([group, each]) => each === person && inside.has(group)),
            );
            expect(await expanded(name, pageSize)).toEqual(expected);
          }
        }),
        { numRuns: 40 },
      );
    });

    const refusals: [string, string, (all: DirectoryAdmin) => Promise<unknown>][] = [
      [
        "an account's address",
        'address-taken',
        (all) => all.createGroup('x', { addresses: [address('ANNA@example.org')] }),
      ],
      [
        "another group's address",
        'address-taken',
        (all) => all.createGroup('x', { addresses: [address('orders@example.org')] }),
      ],
      [
        "an account with a group's address",
        'address-taken',
        (all) => all.createAccount(accountFields('x', { aliases: [address('sales@example.org')] })),
      ],
      [
        'a strange domain',
        'no-such-domain',
        (all) => all.updateGroup('sales', { addresses: [address('s@out.example')] }),
      ],
      ['an owner who is not there', 'no-such-account', (all) => all.updateGroup('sales', { owner: 'nobody' })],
      ['changing what is not there', 'no-such-group', (all) => all.updateGroup('x', { hidden: true })],
      ['a domain that a group has an address in', 'in-use', (all) => all.removeDomain('groups.example')],
    ];
    test.each(refusals)('refused: %s: %s', async (_, reason, change) => {
      await directory.addDomain({ name: 'groups.example', company: null, aliasOf: null });
      await directory.createGroup('sales', sales);
      await directory.createGroup('away', { addresses: [address('a@groups.example')] });
      const before = [await directory.groupsAfter('', 99), await directory.accountsAfter('', 99)];
      await expect(change(directory)).rejects.toMatchObject({ name: 'DirectoryError', reason });
      expect([await directory.groupsAfter('', 99), await directory.accountsAfter('', 99)]).toEqual(before);
    });
  });
}

function reachable(start: number, edges: readonly (readonly [number, number])[]): ReadonlySet<number> {
  const seen = new Set([start]);
  for (const each of seen) for (const [outer, inner] of edges) if (outer === each) seen.add(inner);
  return seen;
}
