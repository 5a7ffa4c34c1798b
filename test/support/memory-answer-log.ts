/** The log of vacation responses in memory. */
import type { StoreId } from '../../src/directory/account.js';
import type { Instant } from '../../src/mail/instant.js';
import type { AnswerLogSnapshot, VacationResponse } from '../../src/store/delivery-desk.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export function memoryAnswerLog(): {
  read(storeId: StoreId, sender: string, now: Instant): AnswerLogSnapshot;
  /** false: the sender has an answer already, or the hour is full. */
  answer(storeId: StoreId, response: VacationResponse): boolean;
} {
  const byStore = new Map<StoreId, Map<string, { readonly at: Instant; readonly round: number }>>();
  const read = (storeId: StoreId, sender: string, now: Instant): AnswerLogSnapshot => {
    const log = byStore.get(storeId) ?? new Map<string, { readonly at: Instant; readonly round: number }>();
    return {
      lastAnswer: log.get(sender) ?? null,
      answersInLastHour: [...log.values()].filter(({ at }) => at > now - HOUR_MS && at <= now + MINUTE_MS).length,
    };
  };
  return {
    read,
    answer(storeId, { sender, round, againAfterMs, maxPerHour, mail: { createdAt: at } }) {
      const { lastAnswer, answersInLastHour } = read(storeId, sender, at);
      if (lastAnswer?.round === round && Math.abs(at - lastAnswer.at) < againAfterMs) return false;
      if (maxPerHour > 0 && answersInLastHour >= maxPerHour) return false;
      byStore.set(storeId, new Map([...(byStore.get(storeId) ?? []), [sender, { at, round }]]));
      return true;
    },
  };
}
