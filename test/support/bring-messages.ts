/** How a test brings messages to a test server: RCPT for each recipient, then one delivery. */
import type { InboundPath } from '../../src/delivery/inbound-path.js';
import type { DeliverOptions } from '../../src/delivery/recipients/recipient.js';
import { receivePiped } from '../../src/delivery/receive-piped.js';
import type { Instant } from '../../src/mail/instant.js';
import { address } from './account-fields.js';

export interface BringOptions extends Partial<DeliverOptions> {
  /** The reverse-path; null is the null one. Default: the author that the message names. */
  readonly from?: string | null;
}

/** A calendar object as a message of its own. */
export interface CalendarMail {
  readonly from: string;
  /** The name of an account. */
  readonly to: string;
  /** Above all others, as an MTA adds them. */
  readonly firstFields?: readonly string[];
  readonly subject?: string;
}

export interface Bringing {
  /** `250 2.1.5 text`, as RCPT is answered. */
  rcpt(to: string, from: string | null): Promise<string>;
  /** Brings a message to these addresses, or accounts by name: a reply each, `250 2.0.0`, or the refusal at RCPT. */
  bring(bytes: Uint8Array, to: string | readonly string[], options?: BringOptions): Promise<readonly string[]>;
  /** The same with a calendar object. */
  bringCalendar(ics: string, mail: CalendarMail): Promise<readonly string[]>;
}

/** @param domain of recipients and authors that have none */
export function bringing(inbound: InboundPath, clock: () => Instant, domain: string): Bringing {
  const path = (text: string | null) => (text === null ? null : address(text));
  let serial = 0;
  const bring: Bringing['bring'] = async (bytes, to, { from = authorOf(bytes, domain), restore = false } = {}) => {
    const answers = [];
    for (const each of typeof to === 'string' ? [to] : to)
      answers.push(await inbound.resolve(address(each.includes('@') ? each : `${each}@${domain}`), path(from)));
    const recipients = answers.flatMap((answer) => (answer.kind === 'accepted' ? [answer.recipient] : []));
    const results = [...(await inbound.deliver(receivePiped(bytes, path(from), clock()), recipients, { restore }))];
    const replies = answers.map((answer) => (answer.kind === 'refused' ? answer.reply : results.shift()));
    return replies.map((reply) => (reply === undefined ? 'nothing' : `${reply.code} ${reply.status}`));
  };
  return {
    bring,
    async rcpt(to, from) {
      const { reply } = await inbound.resolve(address(to), path(from));
      return `${reply.code} ${reply.status} ${reply.text}`;
    },
    bringCalendar(ics, { from, to, firstFields = [], subject }) {
      serial += 1;
      const header = [
        ...firstFields,
        `From: <${from}>`,
        `To: <${to}@${domain}>`,
        `Message-ID: <mail-${serial}@out.example>`,
        ...(subject === undefined ? [] : [`Subject: ${subject}`]),
        'MIME-Version: 1.0',
        'Content-Type: text/calendar; charset=utf-8',
      ];
      return bring(Buffer.from(`${header.join('\r\n')}\r\n\r\n${ics}`), to);
    },
  };
}

function authorOf(bytes: Uint8Array, domain: string): string {
  return /^From: .*<(.*)>/m.exec(Buffer.from(bytes).toString())?.[1] ?? `ann@${domain}`;
}
