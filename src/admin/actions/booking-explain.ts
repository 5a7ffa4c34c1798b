/**
 * Explains what booking has decided, or would decide.
 */
import { z } from 'zod';
import { count } from '../../settings/config-values.js';
import { action } from '../action.js';
import { decisionAsJson } from '../json/decision-as-json.js';
import { searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';

const DECISIONS_SHOWN = 20;
const MAX_DECISIONS = 1000;

/** The result when there is nothing to explain, in the same shape. */
const nothingDecided = (because: string, explanation: string) => ({
  decision: null,
  because,
  explanation,
  occurrences: [],
});

export const bookingExplain = action({
  name: 'booking-explain',
  input: z.strictObject({ resource: searchName(), limit: count(1, MAX_DECISIONS).optional() }),
  async run(context, { resource, limit }) {
    const account = await findAccount(context, resource);
    const records = await context.calendars.decisions(storeOf(account), limit ?? DECISIONS_SHOWN);
    const [last, ...earlier] = records.map(decisionAsJson);
    return {
      ...(last ?? nothingDecided('no-decisions', `${account.name} has not decided on any request yet.`)),
      earlier,
    };
  },
});

export const bookingExplainMessage = action({
  name: 'booking-explain-message',
  input: z.strictObject({ resource: searchName() }),
  takesBytes: true,
  async run(context, { resource }, bytes) {
    const record = await context.explainMessage(await findAccount(context, resource), bytes);
    if (record !== null) return decisionAsJson(record);
    return nothingDecided(
      'not-for-booking',
      'Booking does not apply to this message: it is delivered as an ordinary message.',
    );
  },
});
