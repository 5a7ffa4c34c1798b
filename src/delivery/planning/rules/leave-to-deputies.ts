/**
 * Rule: a meeting message that the owner's deputies have instead of him is filed read in Handled, with what booking
 * enters in his calendar.
 */
import type { DeliveryRule } from './delivery-rule.js';
import { HANDLED_FOLDER } from './answer-meeting.js';

export const leaveToDeputies: DeliveryRule = ({ recipient }, draft) =>
  draft.filing === null && recipient.deputiesHaveIt === true
    ? { kind: 'go-on', part: { filing: { folder: HANDLED_FOLDER, flags: ['\\Seen'], outsideQuota: true } } }
    : { kind: 'go-on' };
