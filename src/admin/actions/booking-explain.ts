/**
 * Explains what booking decided, or would decide.
 */
import { z } from 'zod';
import { count } from '../../settings/config-values.js';
import { action } from '../action.js';
import { decisionAsJson } from '../json/decision-as-json.js';
import { searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';

const DECISIONS_SHOWN = 20;
const MAX_DECISIONS = 1000;

/** What is said when there is nothing to explain: the shape stays. */
const nothingDecided = (because: string, explanation: string) => ({
  decision: null,
  because,
  explanation,
  occurrences: [],
});

export const bookingExplain = action({
  name: 'booking-explain',
  summary: "Shows a resource's last decision, and those before it.",
  input: z.strictObject({ resource: searchName(), limit: count(1, MAX_DECISIONS).optional() }),
  async run(context, { resource, limit }) {
    const account = await findAccount(context, resource);
    const records = await context.desk.decisions(storeOf(account), limit ?? DECISIONS_SHOWN);
    const [last, ...earlier] = records.map(decisionAsJson);
    return { ...(last ?? nothingDecided('no-decisions', `${account.name} has decided nothing yet.`)), earlier };
  },
});

export const bookingExplainMessage = action({
  name: 'booking-explain-message',
  summary: 'Says what would be decided about a message or calendar object; nothing is changed.',
  input: z.strictObject({ resource: searchName() }),
  takesBytes: true,
  async run(context, { resource }, bytes) {
    const record = await context.explainMessage(await findAccount(context, resource), bytes);
    if (record !== null) return decisionAsJson(record);
    return nothingDecided('not-for-booking', 'Booking would not look at this message: it stays ordinary mail.');
  },
});
