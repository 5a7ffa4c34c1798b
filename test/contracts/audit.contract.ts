/**
 * What every engine of the audit log must do: who sent as whom, and to whom an account has written.
 */
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../src/store/audit.js';
import { openedStore } from './opened-store.js';
import { at, audited, noon, type OpenStore, outgoing, submission } from './store-under-test.js';

export function auditContract(name: string, open: OpenStore): void {
  describe(`audit: ${name}`, () => {
    const store = openedStore(open);
    it('knows whom an account has written to', async () => {
      const { desk, audit } = store();
      const [mary, john] = [await store().newStore(), await store().newStore()];
      const correspondence = { storeIds: [mary], addresses: ['ann@example.org'] };
      for (const id of ['one', 'two']) await desk.submit(submission({ correspondence, outgoing: [outgoing(id)] }));
      expect(await audit.hasWrittenTo(mary, 'ann@example.org')).toBe(true);
      expect(await audit.hasWrittenTo(mary, 'eve@example.org')).toBe(false);
      expect(await audit.hasWrittenTo(john, 'ann@example.org')).toBe(false);
    });

    it('finds who sent as whom, newest first, and forgets what is old', async () => {
      const { desk, audit } = store();
      const send = (sentAt: typeof noon, change: Partial<AuditRecord>): Promise<'done' | 'stale'> =>
        desk.submit(submission({ audit: audited({ sentAt, ...change }), outgoing: [outgoing(`m${sentAt}`)] }));
      await send(noon, { actor: 'mary', owner: 'john' });
      await send(at(1), { actor: 'john', owner: null });
      await send(at(2), { actor: 'eve', owner: null });
      const actors = async (account: string | null, since: typeof noon | null, limit = 10): Promise<string[]> =>
        (await audit.auditRecords({ account, since, limit })).map(({ actor }) => actor);
      expect(await actors(null, null)).toEqual(['eve', 'john', 'mary']);
      expect(await actors('john', null)).toEqual(['john', 'mary']);
      expect(await actors(null, at(1), 1)).toEqual(['eve']);
      expect(await audit.pruneAudit(at(2))).toBe(2);
      expect(await actors(null, null)).toEqual(['eve']);
    });
  });
}
