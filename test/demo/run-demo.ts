/**
 * `npm run demo`: shows on this machine, in half a minute, what frontdesk does. It starts frontdesk with a folder of its
 * own, brings it invitations as Outlook, Google and Apple write them, and shows what it decided and answered. It checks
 * itself: exit code 0 only if all came out as expected. Nothing is left behind.
 */
import { bringMail, type BroughtMail } from './bring-mail.js';
import { openDemoServer, type DemoServer } from './demo-server.js';
import { demoStory } from './demo-story.js';
import { openPage, type Page } from './page.js';
import { explainedDecisions } from './ask-frontdesk.js';
import { showEnd } from './show-end.js';
import { stay } from './stay.js';
import { tellMail } from './tell-mail.js';

/** 128 + SIGINT, as shells count. */
const INTERRUPTED = 130;

const page = openPage(process.stdout);
const staying = process.argv.includes('--stay');
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupt.abort();
  });
}
// `| head`: whoever read the page has seen enough.
process.stdout.on('error', () => {
  interrupt.abort();
});
process.exitCode = await runDemo().catch((error: unknown) => {
  // Ctrl-C at a terminal ends the commands under way too.
  if (interrupt.signal.aborted) return INTERRUPTED;
  throw error;
});

/** @returns the exit code */
async function runDemo(): Promise<number> {
  const begun = performance.now();
  page.heading('frontdesk: an administrator sets up a house');
  const server = await openDemoServer((command) => {
    page.field('$', command);
  });
  try {
    const complaints = await tellStory(server, page);
    for (const complaint of complaints) page.line(`not as expected: ${complaint}`, 'red');
    if (complaints.length > 0) page.line(server.frontdesk.log());
    else if (!interrupt.signal.aborted) {
      const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
      page.line();
      page.line(`All ${demoStory.length} mails came out as expected, in ${seconds} s.`, 'green');
    }
    if (staying) await stay(server, page, interrupt.signal);
    if (complaints.length > 0) return 1;
    return interrupt.signal.aborted && !staying ? INTERRUPTED : 0;
  } catch (error) {
    if (!interrupt.signal.aborted) process.stderr.write(`${server.frontdesk.log()}\n`);
    throw error;
  } finally {
    await server.close();
  }
}

/** @returns what did not come out as expected */
async function tellStory(server: DemoServer, on: Page): Promise<string[]> {
  const { frontdesk } = server;
  const brought: BroughtMail[] = [];
  for (const [index, mail] of demoStory.entries()) {
    if (interrupt.signal.aborted) return [];
    brought.push(await bringMail(mail, index + 1, frontdesk.lmtpPort));
  }
  const resources = ['boardroom', 'projector'];
  const decisions = await Promise.all(resources.map((resource) => explainedDecisions(frontdesk, resource)));
  const complaints: string[] = [];
  for (const each of brought) {
    const decision = decisions[resources.indexOf(each.mail.decided?.resource ?? '')]?.get(each.messageId);
    const found = await tellMail(each, decision, server, on);
    complaints.push(...found.map((complaint) => `mail ${each.number}: ${complaint}`));
  }
  return [...complaints, ...(await showEnd(server, on))];
}
