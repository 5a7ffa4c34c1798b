/**
 * Turns a draft of ours into the bytes of a mail. With a calendar object it is
 * multipart/mixed { multipart/alternative { text/plain, text/html, text/calendar }, application/ics } (RFC 6047 §2.4),
 * which Outlook, Google and Apple all read.
 * Path: delivery/planning/write-plan.ts composes an answer; the store commits it; relay.ts hands it on.
 */
import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { formatAddress, type Mailbox } from '../mail/address.js';
import type { MailDraft } from '../mail/draft.js';
import type { Instant } from '../mail/instant.js';

export interface MailStamp {
  /** With angle brackets. */
  readonly messageId: string;
  readonly date: Instant;
}

/** RFC 5322 bytes, CRLF lines, seven-bit transfer encodings. Control characters of the draft's header values are gone. */
export async function composeMessage(draft: MailDraft, stamp: MailStamp): Promise<Uint8Array> {
  const composer = new MailComposer({
    from: mailAddress(draft.from),
    to: draft.to.map(mailAddress),
    cc: draft.cc.map(mailAddress),
    subject: headerText(draft.subject),
    messageId: stamp.messageId,
    date: new Date(stamp.date),
    ...(draft.inReplyTo === null ? {} : { inReplyTo: draft.inReplyTo }),
    references: [...draft.references],
    headers: draft.extraFields.map(({ name, value }) => ({ key: name, value: headerText(value) })),
    text: wholeLines(draft.text),
    ...(draft.html === null ? {} : { html: wholeLines(draft.html) }),
    ...(draft.calendar === null
      ? {}
      : {
          icalEvent: {
            method: draft.calendar.method,
            filename: 'invite.ics',
            content: wholeLines(draft.calendar.content),
          },
        }),
    ...(draft.attachment == null
      ? {}
      : {
          attachments: [
            {
              filename: 'original.eml',
              contentType: 'message/rfc822',
              contentDisposition: 'attachment' as const,
              // RFC 2046 §5.2.1: a message is not encoded; what is not seven-bit goes out as eight-bit.
              content: Buffer.from(draft.attachment),
            },
          ],
        }),
    // Nothing of a draft is ever fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
    // nodemailer's own asks the system for randomness each time, which costs as much as all the rest.
    baseBoundary: randomUUID(),
  });
  return await composer.compile().build();
}

function mailAddress({ address, displayName }: Mailbox): { name: string; address: string } {
  return { name: headerText(displayName ?? ''), address: formatAddress(address) };
}

/** A header value is one line: whoever wrote a subject with a line break in it does not write our header. */
function headerText(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim();
}

/** Any line break as CRLF, the last line closed too: a part is never empty, and a lone CR or LF never leaves the house. */
function wholeLines(text: string): string {
  const lines = text.replaceAll(/\r\n|\r|\n/g, '\r\n');
  return lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
}
