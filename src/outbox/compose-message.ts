/**
 * Turns a draft into the bytes of a message. With a calendar object it is
 * multipart/mixed { multipart/alternative { text/plain, text/html, text/calendar }, application/ics } (RFC 6047 §2.4),
 * which Outlook, Google and Apple all read.
 * Path: delivery/planning/write-plan.ts composes an answer; the store commits it; relay.ts hands it on.
 */
import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { formatAddress, type Mailbox } from '../mail/address.js';
import { encodeLookalikes } from '../mail/encoded-words.js';
import type { MessageDraft } from '../mail/draft.js';
import type { Instant } from '../mail/instant.js';

export interface MailStamp {
  /** With angle brackets. */
  readonly messageId: string;
  readonly date: Instant;
}

/** RFC 5322 bytes, CRLF lines, seven-bit transfer encodings. Control characters in header values are removed. */
export async function composeMessage(draft: MessageDraft, stamp: MailStamp): Promise<Uint8Array> {
  const composer = new MailComposer({
    from: mailAddress(draft.from),
    to: draft.to.map(mailAddress),
    cc: draft.cc.map(mailAddress),
    subject: encodeLookalikes(headerText(draft.subject)),
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
              // RFC 2046 §5.2.1: an attached message is not encoded; if it is not seven-bit, it is sent as eight-bit.
              content: Buffer.from(draft.attachment),
            },
          ],
        }),
    // Nothing in a draft is fetched from files or URLs.
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
    // The boundary of nodemailer reads random bytes from the system, which takes as long as all the rest.
    baseBoundary: randomUUID(),
  });
  return await composer.compile().build();
}

function mailAddress({ address, displayName }: Mailbox): { name: string; address: string } {
  return { name: headerText(displayName ?? ''), address: formatAddress(address) };
}

/** A header value is one line: a line break in a subject must not add a header field. */
function headerText(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim();
}

/** All line breaks as CRLF, also at the end: a part is never empty, and no bare CR or LF is sent. */
function wholeLines(text: string): string {
  const lines = text.replaceAll(/\r\n|\r|\n/g, '\r\n');
  return lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
}
