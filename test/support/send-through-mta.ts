/** Sends complete messages to an MTA by SMTP over a few connections, as other MTAs do. */
import { createTransport } from 'nodemailer';

const CONNECTIONS = 5;

export interface MailToSend {
  readonly from: string;
  readonly to: string;
  /** Without angle brackets. */
  readonly messageId: string;
  readonly bytes: Buffer;
}

/** Resolves when the MTA has taken all of them; throws with its reply if it refuses one. */
export async function sendThroughMta(smtpPort: number, messages: readonly MailToSend[]): Promise<void> {
  const mta = createTransport({
    host: '127.0.0.1',
    port: smtpPort,
    ignoreTLS: true,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Infinity,
  });
  try {
    await Promise.all(messages.map(({ from, to, bytes }) => mta.sendMail({ envelope: { from, to }, raw: bytes })));
  } finally {
    mta.close();
  }
}
