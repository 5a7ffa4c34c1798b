/**
 * What every engine behind directory.ts must do with rights to write and deputies; run by *.test.ts beside this file.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NO_RIGHTS, parseRights } from '../../src/access/rights.js';
import type { DeputyFields } from '../../src/directory/deputies.js';
import { EVERYONE, type DirectoryAdmin } from '../../src/directory/directory.js';
import type { GroupMember, AccountId } from '../../src/directory/account.js';
import { accountFields, address, company } from '../support/account-fields.js';
import type { DirectoryUnderTest } from './directory.contract.js';

const account = (name: string): GroupMember => ({ kind: 'account', name });
const group = (name: string): GroupMember => ({ kind: 'group', name });

const viewer: DeputyFields = {
  sendOnBehalf: false,
  mail: parseRights('lrs'),
  calendar: null,
  seePrivate: false,
  sendCopy: 'no',
};
const noRights = { sendAs: false, onBehalf: false, calendarWrite: false };

export function deputiesContract(engine: string, open: () => DirectoryUnderTest) {
  describe(`deputies contract: ${engine}`, () => {
    let held: DirectoryUnderTest;
    let directory: DirectoryAdmin;
    const ids = new Map<string, AccountId>();
    const idOf = (name: string): AccountId => {
      const id = ids.get(name);
      if (id === undefined) throw new Error(`${name} is missing`);
      return id;
    };
    beforeEach(async () => {
      held = open();
      directory = held.directory;
      await directory.addDomain({ name: 'example.org', company: null, aliasOf: null });
      await directory.createCompany(company('other'));
      const contact = { kind: 'contact', primaryAddress: address('partner@elsewhere.example') } as const;
      for (const [name, other] of [['mary'], ['john'], ['bob', { company: 'other' }], ['partner', contact]] as const)
        ids.set(name, (await directory.createAccount(accountFields(name, other))).id);
      for (const name of ['staff', 'board']) await directory.createGroup(name, {});
      await directory.addMember('staff', group('board'));
      await directory.addMember('board', account('john'));
    });
    afterEach(() => held.close());

    const writes = (actor: string, owner = 'mary@example.org') => directory.writingRights(idOf(actor), address(owner));

    test('a party has an id of its own kind, and goes by it as by its name', async () => {
      const john = await directory.partyOf(account('john'));
      expect(john).toEqual({ kind: 'account', name: 'john', id: idOf('john') });
      const staff = await directory.partyOf(group('staff'));
      expect(staff && (await directory.partyById('group', staff.id))).toEqual(staff);
      const nobody = [directory.partyOf(account('staff')), directory.partyById('account', 4711)];
      expect(await Promise.all(nobody)).toEqual([null, null]);
    });

    test('the groups of an account by id, nested ones and Everyone too; a new group is not the old one', async () => {
      const idsOf = async (...names: string[]) =>
        (await Promise.all(names.map((name) => directory.partyOf(group(name))))).map((party) => party?.id ?? 0);
      const [everyone = 0, staff = 0, board = 0] = await idsOf(EVERYONE, 'staff', 'board');
      const ascending = [everyone, staff, board].toSorted((one, other) => one - other);
      expect(await directory.groupIdsOf(idOf('john'))).toEqual(ascending);
      expect(await directory.groupIdsOf(idOf('partner'))).toEqual([]);
      await directory.deleteGroup('staff');
      await directory.createGroup('staff', {});
      expect(await idsOf('staff')).not.toEqual([staff]);
    });

    test('send-as: given, given again, shown, taken', async () => {
      await directory.addSendAs(account('mary'), account('john'));
      await directory.addSendAs(account('mary'), account('john'));
      await directory.addSendAs(account('mary'), group('staff'));
      const shown = await directory.sendAsOf(account('mary'));
      expect(shown.map(({ kind, name }) => [kind, name])).toEqual([
        ['account', 'john'],
        ['group', 'staff'],
      ]);
      await directory.removeSendAs(account('mary'), account('john'));
      await directory.removeSendAs(account('mary'), group('staff'));
      expect(await directory.sendAsOf(account('mary'))).toEqual([]);
      expect(await directory.sendAsOf(account('nobody'))).toEqual([]);
    });

    test('what may be written under an address: known at once after each change, through nested groups too', async () => {
      expect(await writes('john')).toEqual({
        owner: { kind: 'user', name: 'mary', fullName: '', primaryAddress: address('mary@example.org') },
        ...noRights,
      });
      await directory.addSendAs(account('mary'), group('staff'));
      expect(await writes('john')).toMatchObject({ ...noRights, sendAs: true });
      await directory.removeMember('board', account('john'));
      expect(await writes('john')).toMatchObject(noRights);
      await directory.addMember('staff', account('john'));
      expect(await writes('john')).toMatchObject({ sendAs: true });
      await directory.removeSendAs(account('mary'), group('staff'));
      expect(await writes('john')).toMatchObject(noRights);
      expect(await writes('john', 'nobody@example.org')).toBeNull();
    });

    test('the right to write as a contact covers nobody else', async () => {
      await directory.addSendAs(account('partner'), account('john'));
      expect(await writes('john', 'partner@elsewhere.example')).toMatchObject({
        owner: { kind: 'contact', name: 'partner' },
        sendAs: true,
      });
      expect(await writes('mary', 'partner@elsewhere.example')).toMatchObject(noRights);
    });

    test('a group may be written as, by its address', async () => {
      await directory.updateGroup('staff', { addresses: [address('office@example.org')] });
      await directory.addSendAs(group('staff'), account('mary'));
      expect(await writes('mary', 'office@example.org')).toEqual({
        owner: { kind: 'group', name: 'staff', fullName: 'staff', primaryAddress: address('office@example.org') },
        ...noRights,
        sendAs: true,
      });
      expect(await writes('john', 'office@example.org')).toMatchObject(noRights);
    });

    test('a grant: on behalf and calendar are rights of their own', async () => {
      await directory.addDeputy(idOf('mary'), account('john'), viewer);
      expect(await writes('john')).toMatchObject(noRights);
      await directory.updateDeputy(idOf('mary'), account('john'), { calendar: parseRights('lrs') });
      expect(await writes('john')).toMatchObject(noRights);
      await directory.updateDeputy(idOf('mary'), account('john'), { calendar: parseRights('lrsw') });
      expect(await writes('john')).toMatchObject({ ...noRights, calendarWrite: true });
      await directory.updateDeputy(idOf('mary'), account('john'), { calendar: null, sendOnBehalf: true });
      expect(await writes('john')).toMatchObject({ ...noRights, onBehalf: true });
      expect(await writes('mary', 'john@example.org')).toMatchObject(noRights);
      await directory.removeDeputy(idOf('mary'), account('john'));
      expect(await writes('john')).toMatchObject(noRights);
    });

    test('a group as deputy: its members of the same company', async () => {
      await directory.addMember('staff', account('bob'));
      await directory.addDeputy(idOf('mary'), group('staff'), { ...viewer, sendOnBehalf: true });
      expect([await writes('john'), await writes('bob')]).toMatchObject([{ onBehalf: true }, { onBehalf: false }]);
    });

    test('a grant is shown whole, from both sides; what is not named stays', async () => {
      const fields: DeputyFields = { ...viewer, mail: NO_RIGHTS, seePrivate: true, sendCopy: 'only' };
      const made = await directory.addDeputy(idOf('mary'), group('board'), fields);
      expect(made).toMatchObject({
        ...fields,
        owner: { kind: 'account', name: 'mary', id: idOf('mary') },
        deputy: { kind: 'group', name: 'board' },
      });
      const updated = await directory.updateDeputy(idOf('mary'), group('board'), { sendCopy: 'yes' });
      expect(updated).toEqual({ ...made, sendCopy: 'yes' });
      expect(await directory.deputiesOf(idOf('mary'))).toEqual([updated]);
      expect(await directory.grantsTo(idOf('john'))).toEqual([updated]);
      expect(await directory.grantsTo(idOf('mary'))).toEqual([]);
      expect(await directory.grantsAfter(0, 99)).toEqual([updated]);
      expect([await directory.grantsAfter(updated.id, 99), await directory.grantsAfter(0, 0)]).toEqual([[], []]);
    });

    test('a deleted account is in no right any more', async () => {
      await directory.addDeputy(idOf('mary'), account('john'), viewer);
      await directory.addDeputy(idOf('mary'), group('staff'), viewer);
      await directory.addDeputy(idOf('john'), account('mary'), viewer);
      await directory.addSendAs(account('mary'), account('john'));
      await directory.addSendAs(group('staff'), account('john'));
      await directory.deleteAccount(idOf('john'));
      await directory.deleteGroup('staff');
      expect(await directory.grantsAfter(0, 99)).toEqual([]);
      expect(await directory.sendAsOf(account('mary'))).toEqual([]);
    });

    const refusals: [string, string, () => Promise<unknown>][] = [
      ['a second grant for a pair', 'granted', () => directory.addDeputy(idOf('mary'), group('staff'), viewer)],
      ['a deputy who is not there', 'no-such-account', () => directory.addDeputy(idOf('mary'), account('x'), viewer)],
      ['a group that is not there', 'no-such-group', () => directory.addSendAs(account('mary'), group('x'))],
      ['an owner who is not there', 'no-such-account', () => directory.addSendAs(account('x'), account('john'))],
      ['a grant that is not there', 'not-granted', () => directory.updateDeputy(idOf('mary'), account('bob'), {})],
      ['revoking what is not there', 'not-granted', () => directory.removeDeputy(idOf('john'), group('staff'))],
      ['taking what is not there', 'not-granted', () => directory.removeSendAs(account('mary'), account('john'))],
    ];
    test.each(refusals)('refused: %s', async (_, reason, change) => {
      await directory.addDeputy(idOf('mary'), group('staff'), viewer);
      await expect(change()).rejects.toMatchObject({ name: 'DirectoryError', reason });
    });
  });
}
