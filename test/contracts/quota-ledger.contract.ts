/**
 * What every engine of the quota ledger must do: deliveries and deletions count, and notices are noted.
 */
import { describe, expect, it } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import { nothingTold, type QuotaTold } from '../../src/quota/quota-told.js';
import type { SnapshotRequest } from '../../src/store/delivery-desk.js';
import { openedStore } from './opened-store.js';
import { decision, filing, message, noMore, noon, outgoing, plan, type OpenStore } from './store-under-test.js';

const asked = (storeId: StoreId): SnapshotRequest => ({ storeId, deliveryId: '', now: noon, calendar: null });

export function quotaLedgerContract(name: string, open: OpenStore): void {
  describe(`quota ledger: ${name}`, () => {
    const store = openedStore(open);
    const sized = { message: message('x'.repeat(90)), filing: filing({ prefix: Buffer.from('p'.repeat(10)) }) };
    it.each([
      ['no limit', 0, 'delivered'],
      ['exactly full', 100, 'delivered'],
      ['a byte too much', 99, 'over-quota'],
    ])('%s (%s bytes): %s', async (_, hardLimitBytes, kind) => {
      const { desk, quotas, storeId: room } = store();
      const mail = message('x'.repeat(90));
      expect(await desk.deliver([plan(room, 'a', { ...sized, message: mail, hardLimitBytes })], noMore)).toMatchObject([
        { kind },
      ]);
      expect(await quotas.usedBytes(room)).toBe(kind === 'delivered' ? 100 : 0);
    });

    it('of two that fit alone, one fits', async () => {
      const { desk, storeId: room } = store();
      const one = (id: string): ReturnType<typeof plan> =>
        plan(room, id, { ...sized, message: message('x'.repeat(90)), hardLimitBytes: 150 });
      const outcomes = await Promise.all([desk.deliver([one('a')], noMore), desk.deliver([one('b')], noMore)]);
      expect(outcomes.flat().map(({ kind }) => kind)).toEqual(['delivered', 'over-quota']);
    });

    it('the sent notices are durable, with the notice or alone, whatever the hard limit is', async () => {
      const { desk, quotas, storeId: room } = store();
      expect(await quotas.quotaState(room)).toEqual({ usedBytes: 0, told: nothingTold });
      const told: QuotaTold = { level: 'warn', toldAt: noon, refusalToldAt: null };
      const notice = plan(room, 'a', { filing: filing({ prefix: Buffer.alloc(0), outsideQuota: true }) });
      expect(await desk.deliver([{ ...notice, quotaTold: told }], noMore)).toMatchObject([{ kind: 'delivered' }]);
      expect(await quotas.quotaState(room)).toEqual({ usedBytes: 0, told });
      const again: QuotaTold = { level: null, toldAt: null, refusalToldAt: noon };
      await quotas.noteQuotaTold(room, again);
      await desk.deliver([plan(room, 'b')], noMore);
      expect((await quotas.quotaState(room)).told).toEqual(again);
    });

    it('of a store that does not exist is refused', async () => {
      const { quotas } = store();
      await expect(quotas.quotaState(99 as StoreId)).rejects.toMatchObject({ reason: 'not-found' });
    });

    it('what is filed outside of it does not count', async () => {
      const { desk, quotas, mailStore, storeId: room } = store();
      await desk.deliver([plan(room, 'a', { filing: filing({ folder: 'Handled', outsideQuota: true }) })], noMore);
      expect([await quotas.usedBytes(room), (await desk.read(asked(room))).usedBytes]).toEqual([0, 0]);
      await mailStore.expunge(room, 'Handled', [1]);
      expect(await quotas.usedBytes(room)).toBe(0);
    });

    it('an over-quota delivery leaves nothing and may come again', async () => {
      const { desk, outbox, calendars, storeId: room } = store();
      const refused = plan(room, 'a', { hardLimitBytes: 1, outgoing: [outgoing('x')], decision: decision('x') });
      expect(await desk.deliver([refused], noMore)).toEqual([{ kind: 'over-quota' }]);
      expect(await outbox.outboxEntries()).toEqual([]);
      expect(await calendars.decisions(room, 9)).toEqual([]);
      expect(await desk.deliver([plan(room, 'a')], noMore)).toMatchObject([{ kind: 'delivered' }]);
    });
  });
}
