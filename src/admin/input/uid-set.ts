/**
 * UIDs of messages as an administrator names them: one, or a range.
 * Standards: RFC 9051 §9 (sequence-set; here without lists).
 */
import { z } from 'zod';

const HIGHEST_UID = 2 ** 32 - 1;
const ALLOWED = 'allowed: a UID such as 7, or a range such as 7:20 or 7:*';

export const uidSet = () =>
  z.union([z.string(ALLOWED), z.number().transform(String)], ALLOWED).transform((given, context) => {
    const [, from = '', to = from] = /^(\d{1,10})(?::(\d{1,10}|\*))?$/.exec(given) ?? [];
    const first = Number(from);
    const last = to === '*' ? HIGHEST_UID : Number(to);
    if (from !== '' && first >= 1 && last <= HIGHEST_UID && first <= last) return { first, last };
    context.addIssue({ code: 'custom', message: ALLOWED });
    return z.NEVER;
  });
