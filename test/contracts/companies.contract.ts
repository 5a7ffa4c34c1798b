/**
 * What every engine that keeps companies must do.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DirectoryAdmin } from '../../src/directory/directory.js';
import { accountFields, address, company } from '../support/account-fields.js';
import type { DirectoryUnderTest } from './directory.contract.js';

export function companiesContract(engine: string, open: () => DirectoryUnderTest) {
  describe(`companies contract: ${engine}`, () => {
    let held: DirectoryUnderTest;
    let directory: DirectoryAdmin;
    beforeEach(() => {
      held = open();
      directory = held.directory;
    });
    afterEach(() => held.close());

    const werk = company('Werk', {
      quota: { warnBytes: 0, softBytes: null, hardBytes: 2 ** 40 },
      quotaRecipients: [address('it@example.org'), address('chef@bücher.example')],
    });

    test('a company comes back as it was made, and is found by its exact name', async () => {
      expect(await directory.createCompany(werk)).toEqual(werk);
      await directory.createCompany(company('Amt'));
      expect(await directory.company('Werk')).toEqual(werk);
      expect(await directory.company('werk')).toBeNull();
      expect((await directory.companies()).map(({ name }) => name)).toEqual(['Amt', 'Werk']);
    });

    test('an update changes what it names and shows at once', async () => {
      await directory.createCompany(werk);
      expect(await directory.company('Werk')).toEqual(werk);
      const quotaRecipients = [address('boss@example.org')];
      expect(await directory.updateCompany('Werk', { quotaRecipients })).toEqual({ ...werk, quotaRecipients });
      expect(await directory.company('Werk')).toEqual({ ...werk, quotaRecipients });
    });

    test('a company that is there is not made twice; one that is not is neither changed nor deleted', async () => {
      await directory.createCompany(werk);
      await expect(directory.createCompany(company('Werk'))).rejects.toMatchObject({ reason: 'name-taken' });
      await expect(directory.updateCompany('Amt', {})).rejects.toMatchObject({ reason: 'no-such-company' });
      await expect(directory.deleteCompany('Amt')).rejects.toMatchObject({ reason: 'no-such-company' });
    });

    test('nothing comes into a company that is not there', async () => {
      await directory.addDomain({ name: 'example.org', company: null, aliasOf: null });
      const nowhere = { reason: 'no-such-company', message: 'there is no company Amt' };
      await expect(directory.addDomain({ name: 'amt.example', company: 'Amt', aliasOf: null })).rejects.toMatchObject(
        nowhere,
      );
      await expect(directory.createAccount(accountFields('anna', { company: 'Amt' }))).rejects.toMatchObject(nowhere);
      const anna = await directory.createAccount(accountFields('anna'));
      await expect(directory.updateAccount(anna.id, { company: 'Amt' })).rejects.toMatchObject(nowhere);
      expect(await directory.accountByName('anna')).toEqual(anna);
    });

    test('a company is deleted when nothing is in it any more', async () => {
      await directory.createCompany(werk);
      await directory.addDomain({ name: 'example.org', company: 'Werk', aliasOf: null });
      const anna = await directory.createAccount(accountFields('anna', { company: 'Werk' }));
      await expect(directory.deleteCompany('Werk')).rejects.toMatchObject({
        reason: 'in-use',
        message: 'company Werk still contains account anna',
      });
      await directory.deleteAccount(anna.id);
      await expect(directory.deleteCompany('Werk')).rejects.toMatchObject({ reason: 'in-use' });
      await directory.removeDomain('example.org');
      await directory.deleteCompany('Werk');
      expect(await directory.company('Werk')).toBeNull();
      expect(await directory.companies()).toEqual([]);
    });
  });
}
