/**
 * What becomes of a request because of what is known of its meeting already: asked before the policy, in this order.
 */
import type { Ruling } from '../booking-ruling.js';
import { findInvitation, NEEDS_ACTION } from '../invitation.js';
import { storedOccurrence } from '../known-meeting.js';
import type { Proposal } from '../proposal.js';
import { standAsStored } from '../same-times.js';

type RevisionRule = (proposal: Proposal) => Ruling | null;

/** The organizer has taken the account off the list: its booking goes, nobody is told. */
const removeUninvited: RevisionRule = ({ meeting, changedComponents }) => {
  const { itip, resource } = meeting.request;
  return changedComponents.some((component) => findInvitation(component, itip.components, resource.addresses) !== null)
    ? null
    : { kind: 'remove', because: 'no-longer-attendee' };
};

/**
 * Stamped anew with the same SEQUENCE and the same times, and our answer is in it: the organizer tells details. With
 * PARTSTAT=NEEDS-ACTION the organizer asks again (RFC 5546 §2.1.5).
 */
const keepDecision: RevisionRule = ({ meeting, changedComponents, components }) => {
  const { entry, request } = meeting;
  const { itip, resource } = request;
  if (entry === null || request.word !== undefined) return null;
  const isAnswered = changedComponents.every((component) => {
    const known = storedOccurrence(entry, meeting.recurrenceOf(component))?.revision ?? entry.revision;
    const invitation = findInvitation(component, itip.components, resource.addresses);
    return known?.sequence === component.revision.sequence && (invitation?.partstat ?? NEEDS_ACTION) !== NEEDS_ACTION;
  });
  return isAnswered && standAsStored(meeting, components) ? { kind: 'keep', because: 'details-only' } : null;
};

export const revisionRules: readonly RevisionRule[] = [removeUninvited, keepDecision];
