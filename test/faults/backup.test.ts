/**
 * The recipe of docs/operations.md for a backup while mail comes in: first the database, as one moment of it, then the
 * segments, which hold at least what that moment points at.
 */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { plainMail } from '../support/invitation.js';
import { connectLmtp } from '../support/lmtp-client.js';
import { messagesIn } from '../support/read-server.js';
import { waitFor } from '../support/wait-for.js';

const [FROM, TO] = ['eve@out.example', 'anna@corp.example'];

async function backUp(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700, recursive: true });
  const database = new Database(join(from, 'desk.db'));
  database.prepare('VACUUM INTO ?').run(join(to, 'desk.db'));
  database.close();
  for (const name of ['mail', 'data.id']) await cp(join(from, name), join(to, name), { recursive: true });
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
  await backUp(server.dataFolder, restored.dataFolder);
  stop.abort();
  await flow;
  await client.close();

  // What came between the two steps is in the segments alone: said by a check, and mended by a rebuild.
  await restored.cli(['store', 'check', '--rebuild']);
  expect((await restored.cli(['store', 'check', '--json'])).json()).toMatchObject({ problems: [] });
  await restored.start();
  expect(await idsOf(restored)).toEqual(expect.arrayContaining(before));
  const again = await connectLmtp(restored.lmtpPort);
  const bytes = plainMail({ from: FROM, to: TO, messageId: 'after@out' });
  expect(await again.send({ from: FROM, recipients: [TO], bytes })).toMatchObject([/^250/]);
  await again.close();
  expect(await idsOf(restored)).toContain('<after@out>');
  expect((await restored.cli(['store', 'check', '--json'])).json()).toMatchObject({ problems: [] });
});
