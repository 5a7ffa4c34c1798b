/**
 * The input fields of a booking policy, for `booking set`, `account create` and `account update`.
 */
import type { z } from 'zod';
import { bookingModes, strippableParts, type BookingPolicy } from '../../booking/booking-policy.js';
import { choice, count, text, yesNo } from '../../settings/config-values.js';
import { approvalInput, saidOfApproval } from './approval-input.js';
import { bookersInput, changedBookers } from './bookers-input.js';
import { namedMembers } from '../checks/check-members.js';
import { findGroup } from '../find.js';
import type { AdminContext } from '../admin-context.js';
import { presetNames, withPreset } from './policy-presets.js';
import {
  bufferMinutes,
  countOrUnlimited,
  lengthOrNone,
  namesOrNone,
  windowDays,
  wordsOrNone,
  workingHours,
} from './policy-values.js';

/** A higher capacity is a typing error. */
const MAX_CAPACITY = 10_000;
/** Far more than any series has occurrences. */
const MAX_CONFLICTS = 100_000;

export const bookingInput = {
  preset: choice(presetNames).optional(),
  capacity: count(1, MAX_CAPACITY).optional(),
  mrAccept: yesNo().optional(),
  mrDeclineConflict: yesNo().optional(),
  mrDeclineRecurring: yesNo().optional(),
  mrProcess: yesNo().optional(),
  mode: choice(bookingModes).optional(),
  autoGroups: namesOrNone('names of groups').optional(),
  maxConflicts: countOrUnlimited(MAX_CONFLICTS).optional(),
  maxConflictPercent: count(0, 100).optional(),
  window: windowDays().optional(),
  windowEnd: choice(['decline', 'truncate']).optional(),
  minDuration: lengthOrNone().optional(),
  maxDuration: lengthOrNone().optional(),
  workingHours: workingHours().optional(),
  buffer: bufferMinutes().optional(),
  nameConflictHolder: yesNo().optional(),
  /** Empty: none. */
  additionalText: text().optional(),
  /** Empty: none. */
  contact: text().optional(),
  strip: wordsOrNone(strippableParts).optional(),
  ...bookersInput,
  ...approvalInput,
  members: namesOrNone('names of accounts').optional(),
};

type BookingInput = { readonly [Key in keyof typeof bookingInput]?: z.output<(typeof bookingInput)[Key]> };

/**
 * The policy with the given changes, which take precedence over a preset. Throws ActionError('not-found') for an account
 * or group that does not exist.
 */
export async function changedPolicy(
  context: AdminContext,
  before: BookingPolicy,
  input: BookingInput,
): Promise<BookingPolicy> {
  for (const group of input.autoGroups ?? []) await findGroup(context, group);
  const policy = await changedBookers(context, withPreset(before, input.preset), input);
  const approval = await saidOfApproval(context, policy, input);
  const members = input.members === undefined ? policy.members : await namedMembers(context, input.members);
  return { ...policy, ...saidOfFlags(policy, input), ...saidOfRules(policy, input), ...approval, members };
}

function saidOfFlags(policy: BookingPolicy, input: BookingInput): Partial<BookingPolicy> {
  return {
    mrAccept: input.mrAccept ?? policy.mrAccept,
    declineConflict: input.mrDeclineConflict ?? policy.declineConflict,
    declineRecurring: input.mrDeclineRecurring ?? policy.declineRecurring,
    mrProcess: input.mrProcess ?? policy.mrProcess,
    capacity: input.capacity ?? policy.capacity,
  };
}

function saidOfRules(policy: BookingPolicy, input: BookingInput): Partial<BookingPolicy> {
  // Null is a value, too: none, unlimited.
  const said = <T>(value: T | undefined, before: T): T => (value === undefined ? before : value);
  return {
    mode: input.mode ?? policy.mode,
    autoGroups: input.autoGroups ?? policy.autoGroups,
    maxConflicts: said(input.maxConflicts, policy.maxConflicts),
    maxConflictPercent: input.maxConflictPercent ?? policy.maxConflictPercent,
    windowDays: said(input.window, policy.windowDays),
    windowEnd: input.windowEnd ?? policy.windowEnd,
    minDurationMinutes: said(input.minDuration, policy.minDurationMinutes),
    maxDurationMinutes: said(input.maxDuration, policy.maxDurationMinutes),
    workingHours: said(input.workingHours, policy.workingHours),
    bufferMinutes: input.buffer ?? policy.bufferMinutes,
    nameConflictHolder: input.nameConflictHolder ?? policy.nameConflictHolder,
    additionalText: input.additionalText ?? policy.additionalText,
    contact: input.contact ?? policy.contact,
    strip: input.strip ?? policy.strip,
  };
}
