/**
 * What a resource's calendar does not keep of the meetings in it (`strip`): others read it, and a subject or a
 * description may be nobody else's business.
 */
import type { EventComponent } from '../calendar/itip-message.js';
import { withoutParts } from '../calendar/without-parts.js';
import { formatAddress } from '../mail/address.js';
import type { StrippablePart } from './booking-policy.js';
import { organizerOf } from './invitation.js';

/** The component as it is kept: `subject` leaves the organizer's name in its place. */
export function stripComponent(
  component: EventComponent,
  components: readonly EventComponent[],
  strip: readonly StrippablePart[],
): EventComponent {
  if (strip.length === 0) return component;
  const organizer = component.organizer ?? organizerOf(components);
  const [address] = organizer?.addresses ?? [];
  const name = organizer?.commonName ?? (address === undefined ? '' : formatAddress(address));
  return withoutParts(component, {
    summary: strip.includes('subject') ? name : null,
    description: strip.includes('description'),
    attachments: strip.includes('attachments'),
    class: strip.includes('private'),
  });
}
