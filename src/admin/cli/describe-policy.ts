/**
 * A booking policy as people read it: `frontdesk booking show`.
 */
import type { BookingPolicy, People } from '../../booking/booking-policy.js';
import { formatMinutes, formatWorkingHours } from '../input/policy-values.js';
import { pairsOf, yesOrNo } from './table.js';

const plainMailWords = { keep: 'kept', reject: 'refused', forward: 'forwarded to the approvers' } as const;

export function describePolicy(policy: BookingPolicy & { readonly resource: string }): string {
  return pairsOf([
    ['Resource', policy.resource],
    ['Accepts meetings', yesOrNo(policy.mrAccept)],
    ['Declines conflicts', yesOrNo(policy.declineConflict)],
    ['Declines series', yesOrNo(policy.declineRecurring)],
    ['Enters requests', yesOrNo(policy.mrProcess)],
    ['Capacity', String(policy.capacity)],
    ['Mode', policy.mode],
    ['Auto groups', policy.autoGroups.join(', ') || 'none'],
    ['Taken dates', describeTolerance(policy)],
    ['Window', describeWindow(policy)],
    ['Length', describeLength(policy)],
    ['Working hours', policy.workingHours?.map(formatWorkingHours).join('; ') ?? 'none'],
    ['Buffer', policy.bufferMinutes === 0 ? 'none' : formatMinutes(policy.bufferMinutes)],
    ['Names the holder', yesOrNo(policy.nameConflictHolder)],
    ['Added text', policy.additionalText || 'none'],
    ['Strips', policy.strip.join(', ') || 'nothing'],
    ['Who may book', describeBookers(policy)],
    ['Ordinary mail', plainMailWords[policy.plainMail]],
    ['Approvers', policy.approvers.join(', ') || 'none'],
    ['May break rules', policy.policyBreakers === null ? 'nobody' : describePeople(policy.policyBreakers)],
    ...(policy.members.length === 0 ? [] : [['Pool of', policy.members.join(', ')] as const]),
    ...(policy.retiresAt === null ? [] : [['Retires', policy.retiresAt] as const]),
  ]);
}

function describeTolerance({ maxConflicts, maxConflictPercent }: BookingPolicy): string {
  if (maxConflicts === 0 || maxConflictPercent === 0) return 'a series with one is declined';
  return `${maxConflicts ?? 'any number'} of a series, up to ${maxConflictPercent} %, are declined alone`;
}

function describeWindow({ windowDays, windowEnd }: BookingPolicy): string {
  if (windowDays === null) return 'none';
  return `${windowDays}d; a series past it is ${windowEnd === 'truncate' ? 'accepted up to its end' : 'declined'}`;
}

function describeLength({ minDurationMinutes, maxDurationMinutes }: BookingPolicy): string {
  const bounds = [
    ...(minDurationMinutes === null ? [] : [`at least ${formatMinutes(minDurationMinutes)}`]),
    ...(maxDurationMinutes === null ? [] : [`at most ${formatMinutes(maxDurationMinutes)}`]),
  ];
  return bounds.join(', ') || 'any';
}

function describeBookers({ bookers, outsideBookers }: BookingPolicy): string {
  if (bookers === null) return outsideBookers ? 'all' : 'all inside our domains';
  return describePeople(bookers);
}

function describePeople({ accounts, groups, domains }: People): string {
  const named = [
    ...accounts.map((name) => `account:${name}`),
    ...groups.map((name) => `group:${name}`),
    ...domains.map((name) => `domain:${name}`),
  ];
  return named.join(', ') || 'nobody';
}
