/**
 * What a message calls the resource that sends it, and where it comes from.
 */
import { cleanText } from '../../mail/clean-text.js';
import type { Mailbox } from '../../mail/address.js';
import type { BookingPolicy } from '../booking-policy.js';
import type { AnswerTexts } from './answer-texts.js';

const MAX_NAME_CHARACTERS = 100;
const MAX_CONTACT_CHARACTERS = 200;

export function nameOf({ displayName, address }: Mailbox): string {
  return cleanText(displayName ?? address.localPart, MAX_NAME_CHARACTERS);
}

/** What a message is, for its footer. */
interface Ending {
  /** It answers the organizer's message. */
  readonly isReply: boolean;
  /** The organizer has a booking that can be cancelled. */
  readonly isBooked: boolean;
}

/** What the footer needs of a request. */
export interface FooterSource {
  readonly resource: {
    readonly mailbox: Mailbox;
    /** In whose name the message is. */
    readonly pool?: Mailbox | null | undefined;
    readonly policy: Pick<BookingPolicy, 'contact'>;
  };
  readonly options: { readonly organization: string };
}

/** The lines at the end: who sends the message, how to cancel, whom to ask. */
export function footerOf(
  { resource, options }: FooterSource,
  { isReply, isBooked }: Ending,
  { footer }: AnswerTexts,
): readonly string[] {
  const organization = cleanText(options.organization, MAX_NAME_CHARACTERS);
  const contact = cleanText(resource.policy.contact, MAX_CONTACT_CHARACTERS);
  const from = [nameOf(resource.pool ?? resource.mailbox), ...(organization === '' ? [] : [organization])].join(', ');
  return [
    isReply ? footer.reply(from) : footer.message(from),
    ...(isBooked ? [footer.cancel] : []),
    ...(contact === '' ? [] : [footer.contact(contact)]),
  ];
}
