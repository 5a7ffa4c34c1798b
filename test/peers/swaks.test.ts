/** swaks, the tool of mail administrators, over LMTP: the store returns what swaks sent, byte for byte. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { prepareFrontdesk, type Frontdesk } from '../support/frontdesk-process.js';
import { plainMail } from '../support/invitation.js';
import { throwAwayFolder } from '../support/throw-away-folder.js';

const run = promisify(execFile);

test('swaks --protocol LMTP to john: listed, and shown as it was sent under our prefix', async () => {
  const frontdesk = await prepareFrontdesk();
  onTestFinished(() => frontdesk.remove());
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', 'corp.example']);
  await frontdesk.cli(['account', 'create', 'john', '--kind', 'user', '--email', 'john@corp.example']);
  const folder = await throwAwayFolder('swaks');
  onTestFinished(() => folder.remove());

  const given = plainMail({
    from: 'ann@partner.example',
    to: 'john@corp.example',
    messageId: 'swaks-1@out.example',
    subject: 'Gr=?utf-8?q?=C3=BC?=sse',
    fields: ['X-Folded: one', '  two', 'X-Utf8: grüße'],
    body: ['.a line that begins with a dot', '..and one with two', 'trailing blanks  ', 'ümlaut', '', 'end'].join(
      '\r\n',
    ),
  });
  const file = join(folder.path, 'message.eml');
  await writeFile(file, given);
  // swaks ends the data with an empty line of its own.
  const sent = Buffer.concat([given, Buffer.from('\r\n')]);
  const { stdout } = await run('/usr/bin/swaks', [
    ...['--protocol', 'LMTP', '--server', '127.0.0.1', '--port', String(frontdesk.lmtpPort)],
    ...['--from', 'ann@partner.example', '--to', 'john@corp.example', '--data', `@${file}`],
  ]);
  expect(stdout).toContain('250 2.0.0');

  const [message, ...others] = await listedBy(frontdesk);
  expect(others).toEqual([]);
  expect(message?.messageId).toBe('<swaks-1@out.example>');
  const { stdout: raw } = await frontdesk.cli(['message', 'show', 'john', String(message?.uid), '--raw']);
  expect(message?.sizeBytes).toBe(raw.length);
  const prefix = raw.subarray(0, raw.indexOf(sent)).toString();
  expect(raw.subarray(prefix.length)).toEqual(sent);
  expect(prefix).toMatch(/^Return-Path: <ann@partner\.example>\r\nDelivered-To: john@corp\.example\r\nReceived: /);
  expect(prefix.replace(/\r\n[ \t]/g, ' ').split('\r\n').length).toBe(4);
});

/** The fields of `message list --json` that programs may rely on, as far as they are looked at here. */
interface Listed {
  readonly uid: number;
  readonly messageId: string;
  readonly sizeBytes: number;
}

async function listedBy(frontdesk: Frontdesk): Promise<readonly Listed[]> {
  return (await frontdesk.cli(['message', 'list', 'john', '--json'])).json() as readonly Listed[];
}
