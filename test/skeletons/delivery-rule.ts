/**
 * Skeleton of a delivery rule (HACKING.md): a message with `Importance: high` is filed with the flag \Flagged.
 * Path: plan-delivery.ts runs it behind file-message.ts, as it changes what that rule decides.
 */
import type { DeliveryRule } from '../../src/delivery/planning/rules/delivery-rule.js';
import { firstField } from '../../src/mail/header-section.js';

export const flagImportant: DeliveryRule = ({ message, restoring }, { filing }) => {
  // A restored message keeps the flags that it has.
  if (restoring || filing === null) return { kind: 'go-on' };
  if (firstField(message.header, 'importance')?.toLowerCase() !== 'high') return { kind: 'go-on' };
  return { kind: 'go-on', part: { filing: { ...filing, flags: [...filing.flags, '\\Flagged'] } } };
};
