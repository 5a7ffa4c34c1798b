/**
 * Rule: what no rule has filed goes to the Inbox, or, by the detail of its address, to a folder that the account has.
 */
import { detailFolder } from '../detail-folder.js';
import type { DeliveryRule } from './delivery-rule.js';

export const fileMessage: DeliveryRule = ({ recipient }, draft) =>
  draft.filing === null
    ? {
        kind: 'go-on',
        part: { filing: { folder: 'Inbox', flags: [], outsideQuota: false, preferred: detailFolder(recipient) } },
      }
    : { kind: 'go-on' };
