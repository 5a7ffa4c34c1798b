/**
 * Prints the outcome of one message: the LMTP replies, the decision and its reason, and the answer that was sent.
 * Returns what differs from the story.
 */
import { simpleParser } from 'mailparser';
import { readAnswer, type Answer } from '../support/read-answer.js';
import { waitFor } from '../support/wait-for.js';
import type { SentMessage } from './send-message.js';
import type { DemoServer } from './demo-server.js';
import type { Decided } from './demo-story.js';
import type { Page } from './page.js';
import type { ExplainedDecision } from './ask-frontdesk.js';

/** Of an answer's text. */
const TEXT_LINES_SHOWN = 10;

/** @returns what is not as expected */
export async function showMessage(
  sent: SentMessage,
  decision: ExplainedDecision | undefined,
  server: DemoServer,
  page: Page,
): Promise<string[]> {
  const { message, number, author, subject, messageId } = sent;
  page.heading(`${number}. ${message.title}`);
  page.field('from', author);
  page.field('to', message.to.join(', '));
  page.field('subject', subject);
  const mismatches = showReplies(sent, page);
  if (message.decided === null) return mismatches;
  if (decision === undefined) return [...mismatches, 'there is no decision'];
  mismatches.push(...showDecision(message.decided, decision, page));
  const expected = message.decided.partstat;
  if (expected === null) page.field('answer', 'none');
  else {
    const bytes = await waitFor(`the answer to ${messageId}`, () => answerTo(messageId, server));
    const { partstat } = await showAnswer(bytes, page);
    if (partstat !== expected) mismatches.push(`the answer says ${partstat}, not ${expected}`);
  }
  return mismatches;
}

function showReplies({ message, replies }: SentMessage, page: Page): string[] {
  return message.to.flatMap((recipient, index) => {
    const reply = replies[index] ?? 'nothing';
    const expected = message.replies[index] ?? 'nothing';
    page.field(index === 0 ? 'LMTP' : '', `${reply} (${recipient})`, reply.startsWith('2') ? 'green' : 'red');
    return reply.startsWith(expected) ? [] : [`the reply was "${reply}", not ${expected}`];
  });
}

function showDecision(
  expected: Decided,
  { decision, because, explanation, occurrences }: ExplainedDecision,
  page: Page,
): string[] {
  const outcome = [decision ?? 'nothing', ...(because === null ? [] : [`because: ${because}`])].join(', ');
  page.field('decided', outcome, colourOf(decision));
  page.field('', explanation);
  const taken = occurrences.filter(({ free }) => !free).length;
  if (occurrences.length > 1) page.field('', `${occurrences.length} dates checked, ${taken} taken`);
  if (decision === expected.decision && because === expected.because) return [];
  return [`decided: ${outcome}; not: ${expected.decision}, because: ${expected.because ?? '-'}`];
}

function answerTo(messageId: string, { outside }: DemoServer): Buffer | undefined {
  return outside.messages.find(({ bytes }) => readAnswer(bytes).inReplyTo === messageId)?.bytes;
}

export async function showAnswer(bytes: Buffer, page: Page): Promise<Answer> {
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
