/**
 * What every engine of the calendar port must do: what deliveries and revisions have changed is read beside them.
 */
import { describe, expect, it } from 'vitest';
import { busyContract } from './busy.contract.js';
import { leftContract } from './left.contract.js';
import { openedStore } from './opened-store.js';
import { decision, noMore, type OpenStore, plan } from './store-under-test.js';

export function calendarsContract(name: string, open: OpenStore): void {
  describe(`calendars: ${name}`, () => {
    const opened = openedStore(open);
    it('decisions come newest first', async () => {
      const { desk, calendars, storeId } = opened();
      for (const each of ['1', '2', '3'])
        await desk.deliver([plan(storeId, each, { decision: decision(each) })], noMore);
      expect(await calendars.decisions(storeId, 2)).toEqual([decision('3'), decision('2')]);
    });
    busyContract(opened);
    leftContract(opened);
  });
}
