/**
 * Addresses with characters beyond ASCII before the @ may be sent only to an MTA that offers SMTPUTF8. Such messages are
 * rare: the MTA is asked over a connection of its own, and not again once it has offered it.
 * Path: relay.ts, before the message. (A domain beyond ASCII has an ASCII spelling, which nodemailer sends.)
 * Standards: RFC 6531 §3.2 and §3.4, RFC 3463 as extended by RFC 6531 §3.7.4.1 (5.6.7).
 */
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { Address } from '../mail/address.js';

interface Envelope {
  readonly reversePath: Address | null;
  readonly recipients: readonly Address[];
}

/** The reason for addresses that cannot be sent to the MTA. */
export const NO_UTF8_ADDRESSES = '5.6.7 the mail server does not offer SMTPUTF8, which the address needs';

/**
 * @param limitMs time for asking the MTA
 * @returns the recipients that cannot be sent to the MTA: all of them if the reverse-path cannot. Rejects with the error of
 * nodemailer if the MTA cannot be asked.
 */
export function prepareUtf8Check(
  options: SMTPConnectionOptions,
  limitMs: number,
): (envelope: Envelope) => Promise<readonly Address[]> {
  let offers = false;
  return async ({ reversePath, recipients }) => {
    const all = reversePath !== null && needsUtf8(reversePath);
    const needing = all ? recipients : recipients.filter(needsUtf8);
    if (needing.length === 0) return [];
    offers ||= await askWhetherOffered(options, limitMs);
    return offers ? [] : needing;
  };
}

const needsUtf8 = ({ localPart }: Address): boolean => /[^\0-\x7f]/.test(localPart);

async function askWhetherOffered(options: SMTPConnectionOptions, limitMs: number): Promise<boolean> {
  const connection = new SMTPConnection(options);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<boolean>((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error('the mail server does not come to an end of what it offers'));
      }, limitMs);
      connection.on('error', (error: Error) => {
        reject(error);
      });
      connection.once('end', () => {
        reject(new Error('the mail server hung up'));
      });
      connection.connect(() => {
        const reply = connection.lastServerResponse;
        // After a refused STARTTLS the list of extensions is not the one that was offered.
        if (reply === false || !reply.startsWith('250')) reject(new Error(`no offer but: ${String(reply)}`));
        else resolve(/^250[ -]SMTPUTF8\b/im.test(reply));
      });
    });
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
