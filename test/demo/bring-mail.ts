/**
 * Brings one mail of the story over LMTP, as the organisation's MTA would, with whatever recipients it has.
 */
import { connectLmtp } from '../support/lmtp-client.js';
import { readAnswer } from '../support/read-answer.js';
import type { DemoMail } from './demo-story.js';
import { fillTemplate } from './fill-template.js';

export interface BroughtMail {
  readonly mail: DemoMail;
  /** In the story, from 1. */
  readonly number: number;
  /** As its From field says. */
  readonly author: string;
  readonly subject: string;
  readonly messageId: string;
  /** The server's last word on each recipient, in order. */
  readonly replies: readonly string[];
}

export async function bringMail(mail: DemoMail, number: number, lmtpPort: number): Promise<BroughtMail> {
  const values = { id: `${String(number).padStart(2, '0')}-${process.pid.toString(36)}`, to: mail.to[0] ?? '' };
  const bytes = fillTemplate(mail.template, { ...values, ...mail.values }, new Date());
  const read = readAnswer(bytes);
  const client = await connectLmtp(lmtpPort);
  const replies = await client.send({ from: mail.from, recipients: mail.to, bytes });
  await client.close();
  return { mail, number, author: read.field('from'), subject: read.subject, messageId: read.messageId, replies };
}
