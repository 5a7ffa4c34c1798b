/**
 * Writes the messages of the soak as an MTA hands them over: on top a Received field with an id of its own, so that a message
 * that comes again can be known as the same (docs/message-path.md).
 */
import { CORP_DOMAIN } from '../support/corp.js';
import { invitation, plainMail, type Invitation, type PlainMail } from '../support/invitation.js';
import { filedIn, type Fate, type SoakMail } from './soak-story.js';

export const SOAK_DOMAIN = 'soak.example';

/** Numbers the messages of a run. */
export interface MailWriter {
  readonly write: (mail: MailToWrite) => SoakMail;
}

export interface MailToWrite extends Partial<Pick<SoakMail, 'isChunked' | 'isTooLarge' | 'recipients'>> {
  readonly kind: string;
  readonly from?: string;
  /** The one recipient, and what becomes of it (default: filed in the Inbox). */
  readonly to?: string;
  readonly fate?: Fate;
  readonly fields?: readonly string[];
  readonly body?: () => string;
  /** A meeting in place of the text. */
  readonly meeting?: Omit<Invitation, 'organizer' | 'attendee' | 'messageId' | 'firstFields'>;
  /** What To names, if not the recipients. */
  readonly named?: string;
  /** Bytes behind the header section's first fields, in place of all else. */
  readonly rest?: () => Buffer;
}

export function startWriting(): MailWriter {
  let serial = 0;
  return {
    write: (mail) => {
      serial += 1;
      return writeMail(mail, serial);
    },
  };
}

export const addressOf = (account: string): string => `${account}@${CORP_DOMAIN}`;

function writeMail(mail: MailToWrite, serial: number): SoakMail {
  const { kind, to = 'nobody', from = `sender${serial}@${SOAK_DOMAIN}`, fate = filedIn(to) } = mail;
  const messageId = `${serial}@${SOAK_DOMAIN}`;
  const recipients = mail.recipients ?? [{ address: addressOf(to), fate }];
  const named = mail.named ?? recipients.map(({ address }) => address).join('>, <');
  const received = `Received: from ${SOAK_DOMAIN} by mta.${CORP_DOMAIN} id ${serial}; Sun, 22 Nov 2026 09:00:00 +0000`;
  const bytes = (): Buffer => {
    if (mail.rest !== undefined) {
      const top = [received, `Message-ID: <${messageId}>`, `From: <${from}>`, `To: <${named}>`, ''].join('\r\n');
      return Buffer.concat([Buffer.from(top), mail.rest()]);
    }
    const common = { messageId, firstFields: [received] };
    if (mail.meeting !== undefined) return invitation({ ...mail.meeting, ...common, organizer: from, attendee: named });
    const plain: PlainMail = { ...common, from, to: named, fields: mail.fields ?? [] };
    return plainMail(mail.body === undefined ? plain : { ...plain, body: mail.body() });
  };
  const { isChunked = false, isTooLarge = false } = mail;
  return { kind, from, recipients, messageId, isChunked, isTooLarge, bytes };
}
