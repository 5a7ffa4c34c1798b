/**
 * Explains whether the sender of a message would get a vacation response now: the verdict of each rule, and the log.
 */
import { z } from 'zod';
import { formatAddress } from '../../mail/address.js';
import { formatInstant } from '../../mail/instant.js';
import { action } from '../action.js';
import { mailAddress, searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';

export const oofExplain = action({
  name: 'oof-explain',
  input: z.strictObject({
    user: searchName(),
    /** The reverse-path; empty: the null reverse-path. Not given: Return-Path, or else the author. */
    from: z.union([z.literal('').transform(() => null), mailAddress()]).optional(),
  }),
  takesBytes: true,
  async run(context, { user, from }, bytes) {
    const account = await findAccount(context, user);
    storeOf(account);
    const explained = await context.explainVacation(account, bytes, from);
    const refusal = explained.verdicts.find(({ verdict }) => verdict === 'refuses') ?? null;
    return {
      user: account.name,
      wouldAnswer: refusal === null,
      /** The name of the first rule that refuses a response. */
      because: refusal?.rule ?? null,
      explanation: refusal?.because ?? 'No rule prevents a reply.',
      sender: explained.reversePath === null ? null : formatAddress(explained.reversePath),
      inside: explained.isInside,
      rules: explained.verdicts,
      lastAnsweredAt: explained.lastAnswer === null ? null : formatInstant(explained.lastAnswer.at),
      lastAnsweredInThisRound: explained.lastAnswer?.round === account.outOfOffice?.round,
      answersInLastHour: explained.answersInLastHour,
    };
  },
});
