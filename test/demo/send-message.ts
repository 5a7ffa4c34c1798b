/**
 * Sends one message of the story over LMTP to all its recipients, as the MTA of the organisation does.
 */
import { connectLmtp } from '../support/lmtp-client.js';
import { readAnswer } from '../support/read-answer.js';
import type { DemoMessage } from './demo-story.js';
import { fillTemplate } from './fill-template.js';

export interface SentMessage {
  readonly message: DemoMessage;
  /** In the story, from 1. */
  readonly number: number;
  /** As its From field says. */
  readonly author: string;
  readonly subject: string;
  readonly messageId: string;
  /** The last reply for each recipient, in order. */
  readonly replies: readonly string[];
}

export async function sendMessage(message: DemoMessage, number: number, lmtpPort: number): Promise<SentMessage> {
  const values = { id: `${String(number).padStart(2, '0')}-${process.pid.toString(36)}`, to: message.to[0] ?? '' };
  const bytes = fillTemplate(message.template, { ...values, ...message.values }, new Date());
  const read = readAnswer(bytes);
  const client = await connectLmtp(lmtpPort);
  const replies = await client.send({ from: message.from, recipients: message.to, bytes });
  await client.close();
  return { message, number, author: read.field('from'), subject: read.subject, messageId: read.messageId, replies };
}
