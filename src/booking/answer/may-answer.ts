/**
 * Whether the organizer gets an answer at all (RFC 3834 §2 for automatic messages, RFC 5545 §3.2.17 for RSVP).
 * Path: compose-answer.ts.
 */
import type { Address } from '../../mail/address.js';
import { isVerdict, type Ruling } from '../booking-ruling.js';
import { findInvitation } from '../invitation.js';
import type { Proposal } from '../proposal.js';

/** The local part from which mail systems send reports. Nobody reads messages to it. */
const MAILER_DAEMON = 'mailer-daemon';

/** A null reverse-path and mail systems never get an answer. If the organizer asked for none, only declines are sent. */
export function mayAnswer({ meeting, changedComponents }: Proposal, ruling: Ruling, organizer: Address): boolean {
  if (!isVerdict(ruling)) return false;
  const { mail, itip, resource } = meeting.request;
  if (mail.reversePath === null || isMailSystem(mail.reversePath) || isMailSystem(organizer)) return false;
  if (ruling.kind === 'decline' || ruling.because === 'partly') return true;
  // A missing RSVP counts as TRUE. If one component asks for an answer, the whole answer is sent.
  return changedComponents.some((component) => {
    const invitation = findInvitation(component, itip.components, resource.addresses);
    return invitation !== null && invitation.rsvp !== false;
  });
}

/** The address of a mail system. Nobody reads messages to it. */
export function isMailSystem(address: Address): boolean {
  return address.localPart.toLowerCase() === MAILER_DAEMON;
}
