/**
 * Whether the organizer gets an answer at all (RFC 3834 §2 for machines, RFC 5545 §3.2.17 for RSVP).
 */
import type { Address } from '../../mail/address.js';
import { isVerdict, type Ruling } from '../booking-ruling.js';
import { findInvitation } from '../invitation.js';
import type { Proposal } from '../proposal.js';

/** The name under which mail systems report: nobody reads what is sent there. */
const MAILER_DAEMON = 'mailer-daemon';

/** A mail without reverse-path, or of a mail system, is never answered; a wish for no answer silences whole acceptances. */
export function mayAnswer({ meeting, changedComponents }: Proposal, ruling: Ruling, organizer: Address): boolean {
  if (!isVerdict(ruling)) return false;
  const { mail, itip, resource } = meeting.request;
  if (mail.reversePath === null || isMailSystem(mail.reversePath) || isMailSystem(organizer)) return false;
  if (ruling.kind === 'decline' || ruling.because === 'partly') return true;
  // A missing RSVP counts as asked for, and one component that asks gets the whole answer.
  return changedComponents.some((component) => {
    const invitation = findInvitation(component, itip.components, resource.addresses);
    return invitation !== null && invitation.rsvp !== false;
  });
}

/** A mail system's own address: nobody reads what is sent there. */
export function isMailSystem(address: Address): boolean {
  return address.localPart.toLowerCase() === MAILER_DAEMON;
}
