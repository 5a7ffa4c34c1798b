/** Folders, and moving, deleting and searching messages, as an administrator does it on the command line. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
beforeEach(async () => {
  line = await testCommandLine();
  await line.run(['domain', 'add', 'corp.example']);
  await line.run(['account', 'create', 'anna', '--kind', 'user', '--email', 'anna@corp.example']);
});
afterEach(() => line.remove());

const say = (...args: readonly string[]) => line.run(args);
const ask = (...args: readonly string[]) => line.json(args);

async function deliver(subject: string, text = 'Hello', from = 'Bob <bob@else.example>'): Promise<void> {
  const fields = `From: ${from}\r\nTo: anna@corp.example\r\nSubject: ${subject}\r\nMessage-ID: <${encodeURI(subject)}@else.example>`;
  const type = 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit';
  const run = await line.run(
    ['deliver', '--to', 'anna@corp.example', '--from', 'bob@else.example'],
    `${fields}\r\n${type}\r\n\r\n${text}\r\n`,
  );
  expect(run.stderr + run.stdout).not.toContain('error');
}

const names = async (): Promise<readonly string[]> =>
  ((await ask('folder', 'list', 'anna')) as { name: string }[]).map(({ name }) => name);
const subjects = async (folder: string): Promise<readonly string[]> =>
  ((await ask('message', 'list', 'anna', '--folder', folder)) as { subject: string }[]).map(({ subject }) => subject);
const found = async (...args: readonly string[]): Promise<readonly string[]> =>
  ((await ask('message', 'search', 'anna', ...args)) as { folder: string; subject: string }[]).map(
    ({ folder, subject }) => `${folder}: ${subject}`,
  );

describe('folder', () => {
  test('create, list, rename, delete', async () => {
    await deliver('one');
    expect((await say('folder', 'create', 'anna', 'Projects/2027')).stdout).toBe(
      'folder Projects/2027 of anna created\n',
    );
    expect(await names()).toEqual(['Inbox', 'Projects', 'Projects/2027']);
    const [inbox] = (await ask('folder', 'list', 'anna')) as object[];
    expect(inbox).toMatchObject({ name: 'Inbox', messages: 1, unseen: 1, subscribed: false, uidNext: 2 });
    expect((await say('folder', 'rename', 'anna', 'Projects', 'Archive/Work')).stdout).toBe(
      'folder Projects of anna is now Archive/Work, with 1 subfolder\n',
    );
    expect(await names()).toEqual(['Archive', 'Archive/Work', 'Archive/Work/2027', 'Inbox']);
    expect((await say('folder', 'delete', 'anna', 'Archive', '--recursive')).stdout).toBe(
      '3 folders of anna deleted, with 0 messages\n',
    );
    expect(await names()).toEqual(['Inbox']);
  });

  test('rename of Inbox moves its messages', async () => {
    await deliver('one');
    await ask('folder', 'rename', 'anna', 'inbox', 'Old');
    expect([await subjects('Inbox'), await subjects('Old')]).toEqual([[], ['one']]);
  });

  test.each([
    ['create anna Projects', 'there is already a folder Projects'],
    ['create anna a//b', 'must not have an empty part'],
    ['create nobody x', 'frontdesk account list'],
    ['rename anna None x', 'frontdesk folder list anna'],
    ['rename anna Projects Projects/x', 'cannot become a folder in itself'],
    ['rename anna Projects Inbox', 'choose another name'],
    ['delete anna Projects', '--recursive'],
    ['delete anna INBOX', 'frontdesk message delete'],
    ['delete anna None', 'frontdesk folder list anna'],
  ])('%s is refused with what to do', async (command, expected) => {
    await say('folder', 'create', 'anna', 'Projects/Sub');
    const { code, stderr } = await say('folder', ...command.split(' '));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(expected) as string });
    expect(await names()).toEqual(['Projects', 'Projects/Sub']);
  });
});

describe('message', () => {
  test('move and delete by UID and range', async () => {
    for (const each of ['one', 'two', 'three', 'four']) await deliver(each);
    await say('folder', 'create', 'anna', 'Archive');
    expect((await say('message', 'move', 'anna', 'Archive', '2', '4:*')).stdout).toBe(
      '2 messages moved from Inbox to Archive\n',
    );
    expect([await subjects('Inbox'), await subjects('Archive')]).toEqual([
      ['one', 'three'],
      ['two', 'four'],
    ]);
    expect(await ask('message', 'move', 'anna', 'Inbox', '1', '--folder', 'Archive')).toMatchObject({
      messages: [{ uid: 1, to: 5 }],
    });
    expect((await say('message', 'delete', 'anna', '1:4')).stdout).toBe('2 messages deleted from Inbox\n');
    expect(await subjects('Inbox')).toEqual(['two']);
  });

  test('list from a UID on, at most so many', async () => {
    for (const each of ['one', 'two', 'three']) await deliver(each);
    expect(await ask('message', 'list', 'anna', '--from-uid', '2', '--limit', '1')).toMatchObject([{ subject: 'two' }]);
  });

  test.each([
    ['move anna None 1', 1, 'frontdesk folder create anna "None"'],
    ['move anna Archive 1 9', 1, 'Inbox has no message 9'],
    ['delete anna 9', 1, 'frontdesk message list anna --folder Inbox'],
    ['delete anna 5:2', 2, 'a range such as 7:20'],
    ['delete anna all', 2, 'a range such as 7:20'],
    ['search anna', 2, 'no words to search for'],
    ['search anna x --folder None', 1, 'there is no folder None'],
  ])('%s is refused with what to do, and changes nothing', async (command, exit, expected) => {
    await deliver('one');
    await say('folder', 'create', 'anna', 'Archive');
    const { code, stderr } = await say('message', ...command.split(' '));
    expect({ code, stderr }).toEqual({ code: exit, stderr: expect.stringContaining(expected) as string });
    expect(await subjects('Inbox')).toEqual(['one']);
  });

  test('search by header fields and text, in all folders or one', async () => {
    await deliver('Budget 2027', 'The figures\r\nfor next year', 'Carol <carol@else.example>');
    await deliver('=?utf-8?Q?B=C3=BCro?=', 'A new desk');
    await deliver('Lunch', 'budget lunch');
    await say('folder', 'create', 'anna', 'Archive');
    await say('message', 'move', 'anna', 'Archive', '3');
    expect(await found('budget')).toEqual(['Inbox: Budget 2027']);
    expect(await found('2027', 'CAROL')).toEqual(['Inbox: Budget 2027']);
    expect(await found('--from', 'bob')).toEqual(['Archive: Lunch', 'Inbox: Büro']);
    expect(await found('--from', 'bob', '--folder', 'Archive')).toEqual(['Archive: Lunch']);
    expect(await found('bu\u0308RO')).toEqual(['Inbox: Büro']);
    expect(await found('--to', 'anna@', '--subject', 'lunch')).toEqual(['Archive: Lunch']);
    expect(await found('--text', 'FIGURES for')).toEqual(['Inbox: Budget 2027']);
    expect(await found('budget', '--text', 'desk')).toEqual([]);
    const { stdout } = await say('message', 'search', 'anna', '--to', 'anna', '--limit', '1');
    expect(stdout).toContain('Lunch');
    expect(stdout).not.toContain('Budget');
    expect(stdout).toContain('--limit 10');
  });
});
