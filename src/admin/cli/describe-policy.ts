/**
 * A booking policy as people read it: `frontdesk booking show`.
 */
import type { BookingPolicy } from '../../booking/booking-policy.js';
import { pairsOf, yesOrNo } from './table.js';

export function describePolicy(policy: BookingPolicy & { readonly resource: string }): string {
  return pairsOf([
    ['Resource', policy.resource],
    ['Accepts meetings', yesOrNo(policy.mrAccept)],
    ['Declines conflicts', yesOrNo(policy.declineConflict)],
    ['Declines series', yesOrNo(policy.declineRecurring)],
    ['Enters requests', yesOrNo(policy.mrProcess)],
    ['Capacity', String(policy.capacity)],
    ['Who may book', describeBookers(policy)],
  ]);
}

function describeBookers({ bookers, outsideBookers }: BookingPolicy): string {
  if (bookers === null) return outsideBookers ? 'all' : 'all inside our domains';
  const { accounts, groups, domains } = bookers;
  const named = [
    ...accounts.map((name) => `account:${name}`),
    ...groups.map((name) => `group:${name}`),
    ...domains.map((name) => `domain:${name}`),
  ];
  return named.join(', ') || 'nobody';
}
