/**
 * `npm run demo`: shows in half a minute what frontdesk does. It starts frontdesk with a temporary data folder, sends it
 * invitations as Outlook, Google and Apple write them, and shows each decision and answer. It checks itself: the exit code
 * is 0 only if every outcome is the expected one. Nothing is left behind.
 */
import { sendMessage, type SentMessage } from './send-message.js';
import { openDemoServer, type DemoServer } from './demo-server.js';
import { demoStory } from './demo-story.js';
import { openPage, type Page } from './page.js';
import { explainedDecisions } from './ask-frontdesk.js';
import { showEnd } from './show-end.js';
import { stay } from './stay.js';
import { showMessage } from './show-message.js';

/** 128 + SIGINT, as shells count. */
const INTERRUPTED = 130;

const page = openPage(process.stdout);
const staysUp = process.argv.includes('--stay');
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupt.abort();
  });
}
// `| head`: the reader has seen enough.
process.stdout.on('error', () => {
  interrupt.abort();
});
process.exitCode = await runDemo().catch((error: unknown) => {
  // Ctrl-C at a terminal also ends the commands that are running.
  if (interrupt.signal.aborted) return INTERRUPTED;
  throw error;
});

/** @returns the exit code */
async function runDemo(): Promise<number> {
  const begun = performance.now();
  page.heading('frontdesk: an administrator sets up an organisation');
  const server = await openDemoServer((command) => {
    page.field('$', command);
  });
  try {
    const mismatches = await runStory(server, page);
    for (const mismatch of mismatches) page.line(`not as expected: ${mismatch}`, 'red');
    if (mismatches.length > 0) page.line(server.frontdesk.log());
    else if (!interrupt.signal.aborted) {
      const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
      page.line();
      page.line(`All ${demoStory.length} messages had the expected outcome, in ${seconds} s.`, 'green');
    }
    if (staysUp) await stay(server, page, interrupt.signal);
    if (mismatches.length > 0) return 1;
    return interrupt.signal.aborted && !staysUp ? INTERRUPTED : 0;
  } catch (error) {
    if (!interrupt.signal.aborted) process.stderr.write(`${server.frontdesk.log()}\n`);
    throw error;
  } finally {
    await server.close();
  }
}

/** @returns the outcomes that are not as expected */
async function runStory(server: DemoServer, on: Page): Promise<string[]> {
  const { frontdesk } = server;
  const sent: SentMessage[] = [];
  for (const [index, message] of demoStory.entries()) {
    if (interrupt.signal.aborted) return [];
    sent.push(await sendMessage(message, index + 1, frontdesk.lmtpPort));
  }
  const resources = ['boardroom', 'projector'];
  const decisions = await Promise.all(resources.map((resource) => explainedDecisions(frontdesk, resource)));
  const mismatches: string[] = [];
  for (const each of sent) {
    const decision = decisions[resources.indexOf(each.message.decided?.resource ?? '')]?.get(each.messageId);
    const found = await showMessage(each, decision, server, on);
    mismatches.push(...found.map((mismatch) => `message ${each.number}: ${mismatch}`));
  }
  return [...mismatches, ...(await showEnd(server, on))];
}
