/**
 * What every engine of the delivery desk must do with the answers of people who are away; part of delivery-desk.contract.ts.
 */
import { describe, expect, it } from 'vitest';
import type { StoreId } from '../../src/directory/account.js';
import type { AnswerLogSnapshot, DeliveryOutcome, VacationResponse } from '../../src/store/delivery-desk.js';
import { at, DAY_MS, HOUR_MS, outgoing, plan, noMore, type StoreOfContract } from './store-under-test.js';

export function answerLogContract(opened: () => StoreOfContract & { newStore(): Promise<StoreId> }): void {
  /** Brings a message that is answered so many hours after noon. */
  const bring = async (
    name: string,
    hours: number,
    more: Partial<VacationResponse> & { readonly storeId?: StoreId } = {},
  ): Promise<DeliveryOutcome | undefined> => {
    const { desk, storeId } = opened();
    const mail = outgoing(`answer to ${name}`, { createdAt: at(hours) });
    const terms = { sender: 'ann@partner.example', round: 1, againAfterMs: DAY_MS, maxPerHour: 0 };
    const vacation = { ...terms, mail, ...more };
    const [outcome] = await desk.deliver(
      [plan(more.storeId ?? storeId, name, { vacation, receivedAt: at(hours) })],
      noMore,
    );
    return outcome;
  };
  const became = async (...given: Parameters<typeof bring>): Promise<string | undefined> => {
    const outcome = await bring(...given);
    return outcome?.kind === 'delivered' ? outcome.vacation : outcome?.kind;
  };
  const log = async (hours: number, sender = 'ann@partner.example'): Promise<AnswerLogSnapshot | null | undefined> => {
    const { desk, storeId } = opened();
    const read = await desk.read({ storeId, deliveryId: '', now: at(hours), calendar: null, answerLog: { sender } });
    return read.answerLog;
  };
  const sent = async (): Promise<readonly string[]> =>
    (await opened().outbox.outboxEntries()).map(({ id }) => id).sort();

  describe('the log of answers', () => {
    it('is empty at first, and is read only if requested', async () => {
      const { desk, storeId } = opened();
      expect(await log(0)).toEqual({ lastAnswer: null, answersInLastHour: 0 });
      const read = await desk.read({ storeId, deliveryId: '', now: at(0), calendar: null });
      expect(read.answerLog ?? null).toBeNull();
    });

    it('knows whom a delivery has answered, and the answer is in the outbox', async () => {
      expect(await became('a', 0)).toBe('sent');
      expect(await sent()).toEqual(['answer to a']);
      expect(await log(0.5)).toEqual({ lastAnswer: { at: at(0), round: 1 }, answersInLastHour: 1 });
      expect(await log(1.5)).toEqual({ lastAnswer: { at: at(0), round: 1 }, answersInLastHour: 0 });
      expect(await log(0.5, 'ben@partner.example')).toEqual({ lastAnswer: null, answersInLastHour: 1 });
    });

    it('of two messages of one sender at one moment one is answered; both are filed', async () => {
      const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => bring(name, 0)));
      expect(outcomes.map((outcome) => outcome?.kind)).toEqual(['delivered', 'delivered', 'delivered']);
      expect(await sent()).toHaveLength(1);
    });

    it('lets a sender be answered again after the days, or in another round', async () => {
      expect(await became('a', 0)).toBe('sent');
      expect(await became('b', 24 - 0.001)).toBe('withheld');
      expect(await became('c', 1, { round: 2 })).toBe('sent');
      expect(await became('d', 24.5, { round: 2 })).toBe('withheld');
      expect(await became('e', 25, { round: 2 })).toBe('sent');
      expect(await sent()).toEqual(['answer to a', 'answer to c', 'answer to e']);
    });

    it('a clock that ran ahead and was set back withholds nothing for longer than the days', async () => {
      expect(await became('a', 1000)).toBe('sent');
      expect(await became('b', 1000 - 23)).toBe('withheld');
      expect(await became('c', 0)).toBe('sent');
      expect(await became('d', 1)).toBe('withheld');
    });

    it('answers others meanwhile, and each store for itself', async () => {
      const other = await opened().newStore();
      expect(await became('a', 0)).toBe('sent');
      expect(await became('b', 0, { sender: 'ben@partner.example' })).toBe('sent');
      expect(await became('c', 0, { storeId: other })).toBe('sent');
    });

    it('a repeated delivery causes no answer', async () => {
      expect(await became('a', 0)).toBe('sent');
      expect(await became('a', 1, { sender: 'ben@partner.example' })).toBe('duplicate');
      expect(await sent()).toEqual(['answer to a']);
    });

    it('the hourly limit withholds answers without a record: the next message is answered', async () => {
      const full = { maxPerHour: 2 };
      for (const [name, nextVersion] of [
        ['a', 'sent'],
        ['b', 'sent'],
        ['c', 'withheld'],
      ] as const)
        expect(await became(name, 0, { ...full, sender: `${name}@partner.example` })).toBe(nextVersion);
      expect(await log(0, 'c@partner.example')).toMatchObject({ lastAnswer: null });
      expect(await became('later', 1.1, { ...full, sender: 'c@partner.example' })).toBe('sent');
    });

    it('forgets senders that nothing needs any more', async () => {
      for (const name of ['a', 'b']) await bring(name, 0, { sender: `${name}@partner.example` });
      const aYear = (366 * DAY_MS) / HOUR_MS;
      await bring('z', aYear, { sender: 'z@partner.example' });
      expect(await became('again', aYear, { sender: 'a@partner.example' })).toBe('sent');
    });
  });
}
