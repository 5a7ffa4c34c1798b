/**
 * `store backup` while messages come in, once more into the same folder, and `store restore` on another machine: what was
 * delivered before the backup is there, and delivery continues.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { plainMail } from '../support/invitation.js';
import { connectLmtp } from '../support/lmtp-client.js';
import { messagesIn } from '../support/read-server.js';
import { throwAwayFolder } from '../support/throw-away-folder.js';
import { waitFor } from '../support/wait-for.js';

const [FROM, TO] = ['eve@out.example', 'anna@corp.example'];

interface Backup {
  readonly messages: number;
  readonly copiedBytes: number;
  readonly problems: readonly unknown[];
}

async function idsOf(frontdesk: Frontdesk): Promise<readonly (string | null)[]> {
  return (await messagesIn(frontdesk, 'anna')).map(({ messageId }) => messageId).toSorted();
}

test('the backup contains what was delivered before it, and delivery continues after a restore', async () => {
  const [server, restored] = [await prepareFrontdesk(), await prepareFrontdesk()];
  onTestFinished(() => server.remove());
  onTestFinished(() => restored.remove());
  await server.start();
  await server.cli(['domain', 'add', 'corp.example']);
  await server.cli(['account', 'create', 'anna', '--email', TO]);

  const taken: string[] = [];
  const stop = new AbortController();
  const client = await connectLmtp(server.lmtpPort);
  const flow = (async () => {
    while (!stop.signal.aborted) {
      const messageId = `backup-${taken.length}@out`;
      const bytes = plainMail({ from: FROM, to: TO, messageId });
      expect(await client.send({ from: FROM, recipients: [TO], bytes })).toMatchObject([/^250/]);
      taken.push(`<${messageId}>`);
    }
  })();
  await waitFor('mail to flow', () => taken.length > 20);
  const before = [...taken];
  const folder = await throwAwayFolder('backup');
  onTestFinished(() => folder.remove());
  const backup = join(folder.path, 'frontdesk');
  const first = (await server.cli(['store', 'backup', backup, '--json'])).json() as Backup;
  expect(first).toMatchObject({ folder: backup, problems: [] });
  await waitFor('more mail to flow', () => taken.length > before.length + 50);
  before.push(...taken.slice(before.length));
  const second = (await server.cli(['store', 'backup', backup, '--json'])).json() as Backup;
  expect(second.problems).toEqual([]);
  // Only what is new is copied.
  expect(second.messages).toBeGreaterThan(first.messages);
  expect(second.copiedBytes).toBeLessThan((await stat(join(backup, 'mail/000001.seg'))).size);
  stop.abort();
  await flow;
  await client.close();

  const said = await restored.cli(['store', 'restore', backup]);
  expect(said.stdout.toString()).toMatch(/ is restored as of \d{4}-.*: \d+ messages\n/);
  // A message that was on its way while the backup was made may be in it.
  const [one] = (await restored.cli(['store', 'list', '--json'])).json() as readonly { messageCount: number }[];
  expect(one?.messageCount).toBeGreaterThanOrEqual(before.length);
  await restored.start();
  expect(await idsOf(restored)).toEqual(expect.arrayContaining(before));
  const again = await connectLmtp(restored.lmtpPort);
  const bytes = plainMail({ from: FROM, to: TO, messageId: 'after@out' });
  expect(await again.send({ from: FROM, recipients: [TO], bytes })).toMatchObject([/^250/]);
  await again.close();
  expect(await idsOf(restored)).toContain('<after@out>');
  expect((await restored.cli(['store', 'check', '--json'])).json()).toMatchObject({ problems: [] });
});
