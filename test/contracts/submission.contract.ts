/**
 * What every engine of the delivery desk must do with a message that an account sends; part of delivery-desk.contract.ts.
 */
import { expect, it } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import {
  at,
  busy,
  entry,
  message,
  noChange,
  noon,
  outgoing,
  type StoreUnderTest,
  audited,
  submission,
} from './store-under-test.js';

export function submissionContract(store: () => StoreUnderTest): void {
  const newStore = async (): Promise<StoreId> => (await store().mailStore.createStore(noon)).id;

  it('writes the message to the outbox, its copies to Sent, and a record to the audit', async () => {
    const { desk, outbox, audit, mailStore } = store();
    const [actor, owner] = [await newStore(), await newStore()];
    const copies = [
      { storeId: actor, message: message('Bcc: eve@example.org\r\n\r\nHello\r\n') },
      { storeId: owner, message: message('Subject: a\r\n\r\nHello\r\n') },
    ];
    await desk.submit(submission({ copies }));
    const [mine] = await mailStore.messages(actor, 'Sent');
    expect(mine).toMatchObject({ uid: 1, flags: ['\\Seen'] });
    const sentBy = async (storeId: StoreId): Promise<string> =>
      Buffer.from(await mailStore.readMessage(storeId, 'Sent', 1)).toString();
    expect(await sentBy(actor)).toContain('Bcc: eve');
    expect(await sentBy(owner)).not.toContain('Bcc');
    expect((await outbox.outboxEntries()).map(({ id }) => id)).toEqual(['one']);
    expect(await audit.auditRecords({ account: null, since: null, limit: 10 })).toEqual([audited()]);
  });

  it("enters a meeting in it into its organizer's calendar, in the same commit", async () => {
    const { desk, calendars, outbox, audit, mailStore } = store();
    const owner = await newStore();
    const put = [{ entry: entry('u'), busy: [busy('u', at(1), at(2))] }];
    const calendar = { storeId: owner, basedOn: 0, change: { ...noChange, put }, decision: null };
    expect(await desk.submit(submission({ calendar }))).toBe('done');
    expect(await calendars.agenda(owner, { start: at(0), end: at(5) })).toMatchObject([{ uid: 'u', start: at(1) }]);

    const copies = [{ storeId: owner, message: message('Subject: a\r\n\r\n') }];
    const later = submission({ calendar, copies, outgoing: [outgoing('two')], audit: audited({ actor: 'eve' }) });
    expect(await desk.submit(later)).toBe('stale');
    expect((await outbox.outboxEntries()).map(({ id }) => id)).toEqual(['one']);
    expect(await mailStore.folders(owner).then((all) => all.map(({ name }) => name))).not.toContain('Sent');
    expect(await audit.auditRecords({ account: 'eve', since: null, limit: 1 })).toEqual([]);
  });

  it('files the same copy as often as it is sent', async () => {
    const { desk, mailStore } = store();
    const actor = await newStore();
    for (const id of ['one', 'two']) {
      const copies = [{ storeId: actor, message: message('Subject: a\r\n\r\n') }];
      await desk.submit(submission({ copies, outgoing: [outgoing(id)] }));
    }
    expect(await mailStore.messages(actor, 'Sent')).toHaveLength(2);
  });

  it('writes nothing of it when one part cannot be written', async () => {
    const { desk, outbox, audit } = store();
    const nowhere = { storeId: 4711 as StoreId, message: message('Subject: a\r\n\r\n') };
    await expect(desk.submit(submission({ copies: [nowhere] }))).rejects.toThrow('there is no store');
    expect(await outbox.outboxEntries()).toEqual([]);
    expect(await audit.auditRecords({ account: null, since: null, limit: 10 })).toEqual([]);
  });

  it('keeps the requested notifications', async () => {
    const dsn = {
      ret: 'HDRS',
      envid: 'x1',
      byRecipient: { 'ann@example.org': { notify: 'NEVER', orcpt: null } },
    } as const;
    await store().desk.submit(submission({ outgoing: [outgoing('one', { dsn })] }));
    expect((await store().outbox.outboxEntry('one'))?.dsn).toEqual(dsn);
  });
}
