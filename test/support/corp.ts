/**
 * The organisation of the tests of the whole product: frontdesk as a process with the domain corp.example, and a server
 * that catches what it relays. Messages are sent by LMTP, as an MTA does.
 */
import { startCatchingServer, type CaughtMail } from './catching-server.js';
import { prepareFrontdesk, type Frontdesk } from './frontdesk-process.js';
import { connectLmtp } from './lmtp-client.js';
import { readAnswer, type Answer } from './read-answer.js';
import { waitFor } from './wait-for.js';

export interface Corp {
  readonly frontdesk: Frontdesk;
  /** Everything that it has sent. */
  caught(): readonly CaughtMail[];
  /** Creates an account; its address is its name at corp.example unless the options say otherwise. */
  account(name: string, kind: string, ...options: readonly string[]): Promise<void>;
  /** What a RCPT with this address is told: `550 5.1.1`. */
  rcpt(recipient: string): Promise<string>;
  /** Brings a message over LMTP; what each recipient comes to, in order: `250 2.0.0`. */
  deliver(bytes: Uint8Array, recipients: string | readonly string[], reversePath?: string): Promise<string[]>;
  /** Waits until the request with this Message-ID has its answer. */
  answerTo(messageId: string): Promise<Answer>;
  /** Answers caught so far to the request with this Message-ID. */
  answersTo(messageId: string): readonly Answer[];
  stop(): Promise<void>;
}

export const CORP_DOMAIN = 'corp.example';

export async function startCorp(env: Readonly<Record<string, string>> = {}): Promise<Corp> {
  const outside = await startCatchingServer();
  const frontdesk = await prepareFrontdesk({ relayPort: outside.port, env });
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', CORP_DOMAIN]);
  const answersTo = (messageId: string): Answer[] =>
    outside.messages.map(({ bytes }) => readAnswer(bytes)).filter(({ inReplyTo }) => inReplyTo === `<${messageId}>`);

  return {
    frontdesk,
    caught: () => outside.messages,
    account: async (name, kind, ...options) => {
      const address = options.includes('--email') ? [] : ['--email', `${name}@${CORP_DOMAIN}`];
      await frontdesk.cli(['account', 'create', name, '--kind', kind, ...address, ...options]);
    },
    rcpt: (recipient) => askRcpt(frontdesk.lmtpPort, recipient),
    deliver: async (bytes, recipients, from = 'organizer@partner.example') => {
      const client = await connectLmtp(frontdesk.lmtpPort);
      const replies = await client.send({ from, recipients: [recipients].flat(), bytes });
      await client.close();
      return replies.map(codesOf);
    },
    answerTo: (messageId) => waitFor(`the answer to ${messageId}`, () => answersTo(messageId)[0]),
    answersTo,
    stop: async () => {
      await frontdesk.remove();
      await outside.close();
    },
  };
}

/** The RCPT alone, without a message after it. */
export async function askRcpt(lmtpPort: number, recipient: string): Promise<string> {
  const client = await connectLmtp(lmtpPort);
  await client.command('MAIL FROM:<organizer@partner.example>');
  const reply = await client.command(`RCPT TO:<${recipient}>`);
  await client.close();
  return codesOf(reply);
}

/** Reply code and enhanced status code, without the text. */
function codesOf(reply: string): string {
  return reply.split(' ', 2).join(' ');
}
