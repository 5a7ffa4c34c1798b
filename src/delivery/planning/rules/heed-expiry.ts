/**
 * Rule: a newsletter that says it has expired (`Expiry-Time`; `Expires`, RFC 4021 §2.1.50) is filed read, or dropped, if
 * the administrator wants that. Dropping counts Expiry-Time alone: newsletters set Expires for other ends.
 */
import { firstField, type HeaderSection } from '../../../mail/header-section.js';
import type { Instant } from '../../../mail/instant.js';
import type { DeliveryRule } from './delivery-rule.js';

export const heedExpiry: DeliveryRule = ({ message, settings, now, restoring }, draft) => {
  if (settings.expired === 'ignore' || restoring) return { kind: 'go-on' };
  const { header } = message;
  if (settings.expired === 'drop' && hasPassed(header, 'expiry-time', now)) {
    return {
      kind: 'stop',
      because: 'expired',
      reply: { code: 250, status: '2.0.0', text: 'Message expired, not stored' },
    };
  }
  if (settings.expired !== 'markRead' || draft.filing === null) return { kind: 'go-on' };
  if (!hasPassed(header, 'expiry-time', now) && !hasPassed(header, 'expires', now)) return { kind: 'go-on' };
  return {
    kind: 'go-on',
    part: { filing: { ...draft.filing, flags: [...new Set([...draft.filing.flags, '\\Seen'])] } },
  };
};

function hasPassed(header: HeaderSection, name: string, now: Instant): boolean {
  const at = Date.parse(firstField(header, name) ?? '');
  return !Number.isNaN(at) && at <= now;
}
