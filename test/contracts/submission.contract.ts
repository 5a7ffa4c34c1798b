/**
 * What every engine of the desk port must do with mail that somebody sends; run as part of the desk's contract.
 */
import { expect, it } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import type { AuditRecord } from '../../src/store/audit.js';
import type { SubmissionPlan } from '../../src/store/delivery-desk.js';
import { at, busy, entry, message, noChange, noon, outgoing, type StoreUnderTest } from './store-under-test.js';

const audited = (change: Partial<AuditRecord> = {}): AuditRecord => ({
  sentAt: noon,
  actor: 'mary',
  owner: 'john',
  right: 'on-behalf',
  author: 'john@example.org',
  reversePath: 'mary@example.org',
  recipients: ['ann@example.org'],
  messageId: '<m@example.org>',
  queueIds: ['one'],
  ip: '127.0.0.1',
  ...change,
});

export function submissionContract(store: () => StoreUnderTest): void {
  const submission = (change: Partial<SubmissionPlan> = {}): SubmissionPlan => ({
    copies: [],
    outgoing: [outgoing('one')],
    correspondence: { storeIds: [], addresses: [] },
    audit: audited(),
    ...change,
  });
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

  it('knows whom an account has written to', async () => {
    const { desk, audit } = store();
    const [mary, john] = [await newStore(), await newStore()];
    const correspondence = { storeIds: [mary], addresses: ['ann@example.org'] };
    for (const id of ['one', 'two']) await desk.submit(submission({ correspondence, outgoing: [outgoing(id)] }));
    expect(await audit.hasWrittenTo(mary, 'ann@example.org')).toBe(true);
    expect(await audit.hasWrittenTo(mary, 'eve@example.org')).toBe(false);
    expect(await audit.hasWrittenTo(john, 'ann@example.org')).toBe(false);
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
}
