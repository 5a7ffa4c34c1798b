/**
 * `npm run demo -- --stay`: frontdesk keeps running, so that it can be tried by hand. Answers are shown as they are sent.
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoServer } from './demo-server.js';
import { fillTemplate } from './fill-template.js';
import type { Page } from './page.js';
import { showAnswer } from './show-message.js';

const LOOK_EVERY_MS = 200;

/** Until the signal. */
export async function stay(server: DemoServer, page: Page, interrupted: AbortSignal): Promise<void> {
  const { lmtpPort, dataFolder } = server.frontdesk;
  const file = join(dirname(dataFolder), 'film-club.eml');
  const mary = { id: 'stay', from: 'mary@corp.example', subject: 'Film club' };
  const values = { ...mary, start: '{{friday+2 15:00Z}}', end: '{{friday+2 17:00Z}}' };
  await writeFile(file, fillTemplate('demo-projector.eml', { to: 'projector@corp.example', ...values }, new Date()));

  page.heading('frontdesk keeps running; Ctrl-C ends it');
  page.line('Send it a message (an invitation is ready):', 'dim');
  page.line(`  swaks --protocol LMTP --server 127.0.0.1 --port ${lmtpPort} \\`);
  page.line('    --from mary@corp.example --to projector@corp.example \\');
  page.line(`    --data @${file}`);
  page.line('Ask it:', 'dim');
  const ask = `npx frontdesk --data ${dataFolder}`;
  for (const words of ['account list', 'booking agenda boardroom', 'booking explain projector', 'message list john']) {
    page.line(`  ${ask} ${words}`);
  }

  let shown = server.outside.messages.length;
  while (!interrupted.aborted) {
    for (; shown < server.outside.messages.length; shown += 1) {
      const bytes = server.outside.messages[shown]?.bytes ?? Buffer.alloc(0);
      page.heading('An answer was sent');
      await showAnswer(bytes, page);
    }
    await delay(LOOK_EVERY_MS, undefined, { signal: interrupted }).catch(() => undefined);
  }
}
