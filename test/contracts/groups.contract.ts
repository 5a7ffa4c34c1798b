/**
 * What every engine behind directory.ts must do with groups; run by *.test.ts beside this file.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EVERYONE, type DirectoryAdmin } from '../../src/directory/directory.js';
import type { GroupMember } from '../../src/directory/account.js';
import { accountFields, address } from '../support/account-fields.js';
import type { DirectoryUnderTest } from './directory.contract.js';

const account = (name: string): GroupMember => ({ kind: 'account', name });
const group = (name: string): GroupMember => ({ kind: 'group', name });

export function groupsContract(engine: string, open: () => DirectoryUnderTest) {
  describe(`groups contract: ${engine}`, () => {
    let held: DirectoryUnderTest;
    let directory: DirectoryAdmin;
    beforeEach(async () => {
      held = open();
      directory = held.directory;
      await directory.addDomain({ name: 'example.org', company: null, aliasOf: null });
      await directory.createAccount(accountFields('anna'));
      await directory.createAccount(accountFields('berta'));
      for (const name of ['staff', 'board', 'office']) await directory.createGroup(name, {});
    });
    afterEach(() => held.close());

    const groupsOf = async (name: string): Promise<readonly string[]> => {
      const found = await directory.accountByName(name);
      if (found === null) throw new Error(`${name} is missing`);
      return directory.groupsOf(found.id);
    };
    const members = async (name: string): Promise<readonly string[] | undefined> =>
      (await directory.group(name))?.members.map((member) => `${member.kind} ${member.name}`);

    test('Everyone is always there and holds all accounts but contacts', async () => {
      const contact = { kind: 'contact', primaryAddress: address('x@elsewhere.example') } as const;
      await directory.createAccount(accountFields('extern', contact));
      expect(await members(EVERYONE)).toEqual(['account anna', 'account berta']);
      expect((await directory.groupsAfter('', 99)).map(({ name }) => name)).toEqual([
        EVERYONE,
        'board',
        'office',
        'staff',
      ]);
      expect((await directory.groupsAfter('board', 1)).map(({ name }) => name)).toEqual(['office']);
      expect(await directory.groupsAfter('staff', 9)).toEqual([]);
      expect([await groupsOf('anna'), await groupsOf('extern')]).toEqual([[EVERYONE], []]);
    });

    test('membership goes through groups in groups, and ends where they hold each other', async () => {
      await directory.addMember('board', account('anna'));
      await directory.addMember('staff', group('board'));
      await directory.addMember('office', group('staff'));
      await directory.addMember('board', group('office'));
      await directory.addMember('board', group('board'));
      expect(await groupsOf('anna')).toEqual([EVERYONE, 'board', 'office', 'staff']);
      expect((await directory.groupsAfter('board', 1)).map(({ name }) => name)).toEqual(['office']);
      expect(await directory.groupsAfter('staff', 9)).toEqual([]);
      expect(await groupsOf('berta')).toEqual([EVERYONE]);
      expect(await members('board')).toEqual(['account anna', 'group board', 'group office']);
    });

    test('a group that holds Everyone holds everybody', async () => {
      await directory.addMember('office', group(EVERYONE));
      expect(await groupsOf('berta')).toEqual([EVERYONE, 'office']);
    });

    test('added once however often, and removed again', async () => {
      await directory.addMember('staff', account('anna'));
      expect(await directory.addMember('staff', account('anna'))).toMatchObject({
        name: 'staff',
        members: [account('anna')],
      });
      expect(await directory.removeMember('staff', account('anna'))).toMatchObject({ name: 'staff', members: [] });
      expect(await groupsOf('anna')).toEqual([EVERYONE]);
    });

    test('a member is the account, whatever it is called; one that goes leaves nothing behind', async () => {
      await directory.addMember('staff', account('anna'));
      await directory.addMember('office', group('staff'));
      const anna = await directory.accountByName('anna');
      if (anna === null) throw new Error('anna is missing');
      await directory.updateAccount(anna.id, { name: 'anna.m' });
      expect(await members('staff')).toEqual(['account anna.m']);
      await directory.deleteAccount(anna.id);
      await directory.deleteGroup('staff');
      expect([await members('staff'), await members('office')]).toEqual([undefined, []]);
    });

    const refusals: [string, string, (directory: DirectoryAdmin) => Promise<unknown>][] = [
      ['a second group of that name', 'name-taken', (all) => all.createGroup('staff', {})],
      ['Everyone made again', 'name-taken', (all) => all.createGroup(EVERYONE, {})],
      ['a group named as an account', 'name-taken', (all) => all.createGroup('anna', {})],
      ['an account named as a group', 'name-taken', (all) => all.createAccount(accountFields('staff'))],
      ['deleting Everyone', 'built-in', (all) => all.deleteGroup(EVERYONE)],
      ['putting into Everyone', 'built-in', (all) => all.addMember(EVERYONE, account('anna'))],
      ['taking out of Everyone', 'built-in', (all) => all.removeMember(EVERYONE, account('anna'))],
      ['deleting what is not there', 'no-such-group', (all) => all.deleteGroup('Staff')],
      ['putting into what is not there', 'no-such-group', (all) => all.addMember('x', account('anna'))],
      ['putting in no account', 'no-such-account', (all) => all.addMember('staff', account('x'))],
      ['putting in no group', 'no-such-group', (all) => all.addMember('staff', group('x'))],
      ['taking out who is not in', 'not-a-member', (all) => all.removeMember('staff', account('anna'))],
    ];
    test.each(refusals)('%s: %s', async (_, reason, change) => {
      const before = [await directory.groupsAfter('', 99), await directory.accountsAfter('', 99)];
      await expect(change(directory)).rejects.toMatchObject({ name: 'DirectoryError', reason });
      expect([await directory.groupsAfter('', 99), await directory.accountsAfter('', 99)]).toEqual(before);
    });
  });
}
