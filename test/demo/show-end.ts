/**
 * The end of the demo: shows the agendas of the resources and the Inbox of a person, and checks them.
 */
import { outboxOf } from '../support/read-server.js';
import { waitFor } from '../support/wait-for.js';
import { agenda, inbox, type AgendaRow } from './ask-frontdesk.js';
import type { DemoServer } from './demo-server.js';
import { demoStory, expectedAgenda } from './demo-story.js';
import { drawAgenda } from './draw-agenda.js';
import type { Page } from './page.js';

/** @returns what differs from the story */
export async function showEnd(server: DemoServer, page: Page): Promise<string[]> {
  const mismatches: string[] = [];
  const resources = Object.entries(expectedAgenda);
  const agendas = await Promise.all(resources.map(([resource]) => agenda(server.frontdesk, resource)));
  for (const [index, [resource, expected]] of resources.entries()) {
    const rows = agendas[index] ?? [];
    page.heading(`The agenda of ${resource} (Europe/Berlin)`);
    for (const line of drawAgenda(rows)) page.line(line);
    const found = JSON.stringify(countBySummary(rows));
    const wanted = JSON.stringify(Object.fromEntries(Object.entries(expected).sort()));
    if (found !== wanted) mismatches.push(`the agenda of ${resource} has ${found}, not ${wanted}`);
  }

  const messages = await inbox(server.frontdesk, 'john');
  page.heading("John's Inbox (frontdesk message list john)");
  for (const { uid, from, subject } of messages)
    page.line(`${String(uid).padStart(3)}  ${from.padEnd(32)}  ${subject}`);
  const sent = demoStory.filter(({ to, replies }) => replies[to.indexOf('john@corp.example')] === '250').length;
  if (messages.length !== sent) mismatches.push(`John has ${messages.length} messages, not ${sent}`);

  await waitFor('the outbox to be empty', async () => (await outboxOf(server.frontdesk)).length === 0);
  const answers = demoStory.filter(({ decided }) => typeof decided?.partstat === 'string').length;
  if (server.outside.messages.length !== answers)
    mismatches.push(`${server.outside.messages.length} answers went out, not ${answers}`);
  return mismatches;
}

function countBySummary(rows: readonly AgendaRow[]): Record<string, number> {
  const summaries = rows.map(({ summary }) => summary).sort();
  return Object.fromEntries(summaries.map((each) => [each, summaries.filter((other) => other === each).length]));
}
