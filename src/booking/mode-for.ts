/**
 * Who decides on a request: the mode of the policy, but for groups whose requests are always decided automatically.
 */
import type { BookingMode } from './booking-policy.js';
import type { BookingRequest } from './booking-request.js';

export function modeFor({ resource, booker }: Pick<BookingRequest, 'resource' | 'booker'>): BookingMode {
  const { mode, autoGroups } = resource.policy;
  return booker.groups.some((group) => autoGroups.includes(group)) ? 'auto' : mode;
}
