/**
 * Formats a booking policy for people: `frontdesk booking show`.
 */
import type { BookingPolicy, People } from '../../booking/booking-policy.js';
import { formatMinutes, formatWorkingHours } from '../input/format-policy-values.js';
import { pairsOf, yesOrNo } from './table.js';

const plainMailWords = { keep: 'kept', reject: 'rejected', forward: 'forwarded to the approvers' } as const;

export function describePolicy(policy: BookingPolicy & { readonly resource: string }): string {
  return pairsOf([
    ['Resource', policy.resource],
    ['Accepts meetings', yesOrNo(policy.mrAccept)],
    ['Declines conflicts', yesOrNo(policy.declineConflict)],
    ['Declines series', yesOrNo(policy.declineRecurring)],
    ['Enters as tentative', yesOrNo(policy.mrProcess)],
    ['Capacity', String(policy.capacity)],
    ['Mode', policy.mode],
    ['Auto groups', policy.autoGroups.join(', ') || 'none'],
    ['Conflicting dates', describeTolerance(policy)],
    ['Booking window', describeWindow(policy)],
    ['Duration', describeDuration(policy)],
    ['Working hours', policy.workingHours?.map(formatWorkingHours).join('; ') ?? 'none'],
    ['Buffer', policy.bufferMinutes === 0 ? 'none' : formatMinutes(policy.bufferMinutes)],
    ['Names the holder', yesOrNo(policy.nameConflictHolder)],
    ['Additional text', policy.additionalText || 'none'],
    ['Contact', policy.contact || 'none'],
    ['Strips', policy.strip.join(', ') || 'nothing'],
    ['Who may book', describeBookers(policy)],
    ['Plain messages', plainMailWords[policy.plainMail]],
    ['Approvers', policy.approvers.join(', ') || 'none'],
    ['Managers', policy.managers.join(', ') || 'none'],
    ['Rule exceptions', policy.policyBreakers === null ? 'none' : describePeople(policy.policyBreakers)],
    ...(policy.members.length === 0 ? [] : [['Pool members', policy.members.join(', ')] as const]),
    ...(policy.retiresAt === null ? [] : [['Retired from', policy.retiresAt] as const]),
  ]);
}

function describeTolerance({ maxConflicts, maxConflictPercent }: BookingPolicy): string {
  if (maxConflicts === 0 || maxConflictPercent === 0) return 'a series with a conflict is declined';
  const most = maxConflicts === null ? '' : `${maxConflicts} dates and `;
  return `up to ${most}${maxConflictPercent} % of a series are declined individually`;
}

function describeWindow({ windowDays, windowEnd }: BookingPolicy): string {
  if (windowDays === null) return 'none';
  return `${windowDays}d; a series that extends beyond it is ${windowEnd === 'truncate' ? 'shortened' : 'declined'}`;
}

function describeDuration({ minDurationMinutes, maxDurationMinutes }: BookingPolicy): string {
  const bounds = [
    ...(minDurationMinutes === null ? [] : [`at least ${formatMinutes(minDurationMinutes)}`]),
    ...(maxDurationMinutes === null ? [] : [`at most ${formatMinutes(maxDurationMinutes)}`]),
  ];
  return bounds.join(', ') || 'any';
}

function describeBookers({ bookers, outsideBookers }: BookingPolicy): string {
  if (bookers === null) return outsideBookers ? 'everyone' : 'everyone in the local domains';
  return describePeople(bookers);
}

function describePeople({ accounts, groups, domains }: People): string {
  const named = [
    ...accounts.map((name) => `account:${name}`),
    ...groups.map((name) => `group:${name}`),
    ...domains.map((name) => `domain:${name}`),
  ];
  return named.join(', ') || 'no one';
}
