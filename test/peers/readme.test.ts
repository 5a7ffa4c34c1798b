/** The commands of README.md with a real Postfix, which knows nothing of frontdesk before they run. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCatchingServer, type CatchingServer } from '../support/catching-server.js';
import { freePort } from '../support/free-port.js';
import { plainMail } from '../support/invitation.js';
import { startPostfix, type Postfix } from '../support/postfix.js';
import { readAnswer } from '../support/read-answer.js';
import { commandBlocks, openReadmeShell, type LineResult, type ReadmeShell } from '../support/run-readme.js';
import { sendThroughMta } from '../support/send-through-mta.js';
import { throwAwayFolder, type ThrowAwayFolder } from '../support/throw-away-folder.js';
import { waitFor } from '../support/wait-for.js';

let folder: ThrowAwayFolder;
let outside: CatchingServer;
let postfix: Postfix;
let shell: ReadmeShell;
let lmtpPort: number;
beforeAll(async () => {
  folder = await throwAwayFolder('readme');
  outside = await startCatchingServer();
  lmtpPort = await freePort();
  postfix = await startPostfix({
    lmtpPort: 1,
    outsidePort: outside.port,
    verifyRecipients: false,
    further: { virtual_mailbox_domains: '', virtual_transport: 'virtual' },
  });
  const env = {
    FRONTDESK_DATA: join(folder.path, 'data'),
    FRONTDESK_LMTP_LISTEN: `127.0.0.1:${lmtpPort}`,
    FRONTDESK_SUBMISSION_LISTEN: '127.0.0.1:0',
    FRONTDESK_HTTP_LISTEN: '',
    FRONTDESK_RELAY_PORT: String(postfix.smtpPort),
  };
  const inFolder = (program: string): string => `exec /usr/sbin/${program} -c '${postfix.configFolder}' "$@"`;
  const programs = { postconf: inFolder('postconf'), postfix: inFolder('postfix') };
  shell = await openReadmeShell({ folder: folder.path, env, programs });
});
afterAll(async () => {
  await shell.close();
  await postfix.stop();
  await outside.close();
  await folder.remove();
});

test('every line works; then Postfix delivers to john, and the vacation response goes out', async () => {
  const results: LineResult[] = [];
  for (const line of commandBlocks().slice(1).flat())
    results.push(await shell.run(line.replace(':2003', `:${lmtpPort}`)));
  expect(results.filter(({ code }) => code !== 0)).toEqual([]);

  const [from, to, messageId] = ['ann@partner.example', 'john@corp.example', 'readme@partner.example'];
  const bytes = plainMail({ from, to, messageId });
  await sendThroughMta(postfix.smtpPort, [{ from, to, messageId, bytes }]);
  await waitFor('the vacation response', () =>
    outside.messages.some((each) => readAnswer(each.bytes).inReplyTo === `<${messageId}>`),
  );
});
