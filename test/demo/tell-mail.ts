/**
 * Prints what became of one mail: the LMTP replies, what was decided and why, the answer that went out; and says what
 * was not as the story has it.
 */
import { simpleParser } from 'mailparser';
import { readAnswer, type Answer } from '../support/read-answer.js';
import { waitFor } from '../support/wait-for.js';
import type { BroughtMail } from './bring-mail.js';
import type { DemoServer } from './demo-server.js';
import type { Decided } from './demo-story.js';
import type { Page } from './page.js';
import type { ExplainedDecision } from './ask-frontdesk.js';

/** Of an answer's text. */
const TEXT_LINES_SHOWN = 10;

/** @returns complaints: what was not as expected */
export async function tellMail(
  brought: BroughtMail,
  decision: ExplainedDecision | undefined,
  server: DemoServer,
  page: Page,
): Promise<string[]> {
  const { mail, number, author, subject, messageId } = brought;
  page.heading(`${number}. ${mail.title}`);
  page.field('mail from', author);
  page.field('to', mail.to.join(', '));
  page.field('subject', subject);
  const complaints = tellReplies(brought, page);
  if (mail.decided === null) return complaints;
  if (decision === undefined) return [...complaints, 'nothing was decided'];
  complaints.push(...tellDecision(mail.decided, decision, page));
  const expected = mail.decided.partstat;
  if (expected === null) page.field('answer', 'none');
  else {
    const bytes = await waitFor(`the answer to ${messageId}`, () => answerTo(messageId, server));
    const { partstat } = await tellAnswer(bytes, page);
    if (partstat !== expected) complaints.push(`the answer says ${partstat}, not ${expected}`);
  }
  if (mail.decided.isReported === true) await tellReport(messageId, server, page);
  return complaints;
}

/** In the default configuration nobody proves who wrote a mail, so the organizer is told of what it took away. */
async function tellReport(messageId: string, { outside }: DemoServer, page: Page): Promise<void> {
  const report = await waitFor(`the report of ${messageId}`, () =>
    outside.messages.map(({ bytes }) => readAnswer(bytes)).find(({ text }) => text.includes(messageId)),
  );
  page.field('report to', report.field('to'));
  page.field('subject', report.subject);
}

function tellReplies({ mail, replies }: BroughtMail, page: Page): string[] {
  return mail.to.flatMap((recipient, index) => {
    const reply = replies[index] ?? 'nothing';
    const expected = mail.replies[index] ?? 'nothing';
    page.field(index === 0 ? 'LMTP' : '', `${reply} (${recipient})`, reply.startsWith('2') ? 'green' : 'red');
    return reply.startsWith(expected) ? [] : [`the reply was "${reply}", not ${expected}`];
  });
}

function tellDecision(
  expected: Decided,
  { decision, because, explanation, occurrences }: ExplainedDecision,
  page: Page,
): string[] {
  const outcome = [decision ?? 'nothing', ...(because === null ? [] : [`because: ${because}`])].join(', ');
  page.field('decided', outcome, colourOf(decision));
  page.field('', explanation);
  const taken = occurrences.filter(({ free }) => !free).length;
  if (occurrences.length > 1) page.field('', `${occurrences.length} occurrences looked at, ${taken} taken`);
  if (decision === expected.decision && because === expected.because) return [];
  return [`decided: ${outcome}; not: ${expected.decision}, because: ${expected.because ?? '-'}`];
}

function answerTo(messageId: string, { outside }: DemoServer): Buffer | undefined {
  return outside.messages.find(({ bytes }) => readAnswer(bytes).inReplyTo === messageId)?.bytes;
}

export async function tellAnswer(bytes: Buffer, page: Page): Promise<Answer> {
  const answer = readAnswer(bytes);
  page.field('answer from', answer.field('from'));
  page.field('to', answer.field('to'));
  page.field('subject', answer.subject);
  page.field('PARTSTAT', answer.partstat, colourOf(answer.partstat));
  const options = { skipImageLinks: true, skipTextToHtml: true, maxHtmlLengthToParse: 0 };
  const { text = '' } = await simpleParser(bytes, options);
  const [body = ''] = text.split(/^-- $/m);
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines.slice(0, TEXT_LINES_SHOWN)) page.field('', `| ${line}`, 'dim');
  if (lines.length > TEXT_LINES_SHOWN) page.field('', '| ...', 'dim');
  return answer;
}

function colourOf(outcome: string | null): 'green' | 'red' | 'cyan' {
  if (outcome === 'accept' || outcome === 'ACCEPTED') return 'green';
  return outcome === 'decline' || outcome === 'DECLINED' ? 'red' : 'cyan';
}
