/**
 * Rule: a meeting message that only the owner's deputies get is filed in the owner's Handled folder, marked as read,
 * with what booking enters in the owner's calendar.
 */
import type { DeliveryRule } from './delivery-rule.js';
import { HANDLED_FOLDER } from './answer-meeting.js';

export const leaveToDeputies: DeliveryRule = ({ recipient }, draft) =>
  draft.filing === null && recipient.deputiesHaveIt === true
    ? { kind: 'go-on', part: { filing: { folder: HANDLED_FOLDER, flags: ['\\Seen'], outsideQuota: true } } }
    : { kind: 'go-on' };
