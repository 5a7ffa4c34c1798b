/**
 * Says why the sender of a message would be answered at this moment, or not: every rule with its verdict, and the log.
 */
import { z } from 'zod';
import { formatAddress } from '../../mail/address.js';
import { formatInstant } from '../../mail/instant.js';
import { action } from '../action.js';
import { mailAddress, searchName } from '../input/fields.js';
import { findAccount, storeOf } from '../find.js';

export const oofExplain = action({
  name: 'oof-explain',
  summary: 'Says whether the sender of a message would be told that somebody is away, and why; nothing is changed.',
  input: z.strictObject({
    user: searchName(),
    /** The reverse-path; empty: the null one. Not given: Return-Path, or else the author. */
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
      /** The first rule that speaks against it, by name. */
      because: refusal?.rule ?? null,
      explanation: refusal?.because ?? 'Nothing speaks against an answer.',
      sender: explained.reversePath === null ? null : formatAddress(explained.reversePath),
      inside: explained.isInside,
      rules: explained.verdicts,
      lastAnsweredAt: explained.lastAnswer === null ? null : formatInstant(explained.lastAnswer.at),
      lastAnsweredInThisRound: explained.lastAnswer?.round === account.outOfOffice?.round,
      answersInLastHour: explained.answersInLastHour,
    };
  },
});
