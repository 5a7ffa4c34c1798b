/**
 * The command line on a temporary data folder: what is printed, what is refused and how, what programs read.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
beforeEach(async () => {
  line = await testCommandLine();
});
afterEach(() => line.remove());

const MAIL =
  'From: =?utf-8?Q?J=C3=BCrgen?= <j@partner.example>\nTo: anna@example.org\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\nMessage-ID: <m1@partner.example>\nDate: Sun, 22 Nov 2026 08:00:00 +0100\n\nHallo\n';

async function server(): Promise<void> {
  await line.json(['domain', 'add', 'example.org']);
  await line.json(['account', 'create', 'anna', '--email', 'anna@example.org']);
}

describe('accounts', () => {
  beforeEach(() => line.json(['domain', 'add', 'example.org']));
  const create = (name: string, kind: string, ...options: string[]) =>
    line.json(['account', 'create', name, '--kind', kind, '--email', `${name}@example.org`, ...options]);

  test('account show --json has the shape that programs rely on', async () => {
    await line.json(['company', 'create', 'Werk']);
    await create(
      ...([
        'beamer',
        'equipment',
        '--alias',
        'b1@example.org',
        '--alias',
        'B2@example.org',
        '--capacity',
        '2',
      ] as const),
      ...['--full-name', 'Beamer', '--time-zone', 'Europe/Berlin', '--language', 'de', '--quota-hard', '2G'],
      ...['--feature', 'imap=no', '--feature', 'web=yes', '--hidden', 'yes', '--admin', '1', '--company', 'Werk'],
    );
    expect(await line.json(['account', 'show', 'b1@example.org'])).toEqual({
      name: 'beamer',
      fullName: 'Beamer',
      addresses: ['beamer@example.org', 'b1@example.org', 'B2@example.org'],
      kind: 'equipment',
      timeZone: 'Europe/Berlin',
      language: 'de',
      active: false,
      enabled: true,
      sendOnly: false,
      adminLevel: 1,
      hidden: true,
      hasPassword: false,
      features: { imap: false, web: true },
      company: 'Werk',
      groups: ['Everyone'],
      capacity: 2,
      storeId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
      storeBytes: 0,
      quota: { warn: 0, soft: 0, hard: 2 * 1024 ** 3, override: true, level: null },
      plusFolder: false,
      copySent: null,
      sendAs: [],
      deputies: [],
      booking: expect.objectContaining({
        mrAccept: true,
        declineConflict: true,
        declineRecurring: false,
        mrProcess: true,
        capacity: 2,
      }) as unknown,
      outOfOffice: {
        state: 'off',
        from: null,
        until: null,
        subject: null,
        text: null,
        html: null,
        insideOnly: false,
        outsideText: null,
        audience: 'all',
        againAfterDays: 1,
        inForce: false,
        isOver: false,
      },
    });
  });

  test.each([
    ['user', { active: true, mrAccept: false, declineConflict: false }],
    ['shared', { active: false, mrAccept: false, declineConflict: false }],
    ['room', { active: false, mrAccept: true, declineConflict: true }],
    ['equipment', { active: false, mrAccept: true, declineConflict: true }],
  ])('a new %s', async (kind, expected) => {
    const { active, booking } = (await create('x', kind)) as { active: boolean; booking: Record<string, boolean> };
    const { mrAccept, declineConflict } = booking;
    expect({ active, mrAccept, declineConflict }).toEqual(expected);
  });

  test('a contact has no store and may be outside', async () => {
    const contact = await line.json(['account', 'create', 'c', '--kind', 'contact', '--email', 'c@partner.example']);
    expect(contact).toMatchObject({ storeId: null, groups: [] });
    expect(await line.json(['store', 'list'])).toEqual([]);
    expect((await line.run(['message', 'list', 'c'])).stderr).toBe(
      'error: c is a contact and has no store\nnext: name another account\n',
    );
  });

  test('--time-zone default is the time zone of the server', async () => {
    const [zoneOfServer, zone] = [
      ['--set', 'server.timeZone=Europe/Rome'],
      ['--time-zone', 'default'],
    ];
    await create('oak', 'room', '--time-zone', 'Asia/Tokyo');
    await line.json([...zoneOfServer, 'account', 'update', 'oak', ...zone]);
    await create('elm', 'room', ...zone, ...zoneOfServer);
    for (const room of ['oak', 'elm'])
      expect(await line.json(['account', 'show', room])).toMatchObject({ timeZone: 'Europe/Rome' });
  });

  test('an update changes what it names', async () => {
    await create(
      'anna',
      'user',
      '--alias',
      'a@example.org',
      '--feature',
      'imap=no',
      '--feature',
      'web=no',
      '--quota-hard',
      '1G',
    );
    const before = (await line.json(['account', 'show', 'anna'])) as Record<string, unknown>;
    const changes = ['--language', 'de', '--feature', 'imap=unset', '--feature', 'web=yes', '--quota-hard', 'default'];
    expect(await line.json(['account', 'update', 'anna', ...changes])).toEqual({
      ...before,
      language: 'de',
      features: { web: true },
      quota: { warn: 0, soft: 0, hard: 0, override: false, level: null },
    });
    expect(await line.json(['account', 'update', 'anna', '--alias', 'b@example.org'])).toMatchObject({
      addresses: ['anna@example.org', 'b@example.org'],
    });
  });

  test('a password from standard input is never kept or shown', async () => {
    const options = ['account', 'create', 'anna', '--email', 'anna@example.org', '--password-stdin'];
    const { code, stdout, stderr } = await line.run([...options, '--json'], 'correct horse\nsecond line\n');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ hasPassword: true });
    expect(stdout + stderr).not.toMatch(/correct horse|argon2/);
  });

  test('a deleted account leaves its store as an orphan', async () => {
    const { storeId } = (await create('anna', 'user')) as { storeId: string };
    expect((await line.run(['account', 'delete', 'anna'])).stdout).toBe(
      `account anna deleted; its store ${storeId} is kept\n`,
    );
    expect(await line.json(['store', 'list'])).toMatchObject([{ storeId, account: null, messageCount: 0 }]);
  });

  const refusals: [string, string[], number, string][] = [
    ['size', ['--quota-hard', 'much'], 2, 'quota-hard: "much" is not valid; allowed: a size such as 900M, 64MiB or 2G'],
    ['yes or no', ['--mr-accept', 'maybe'], 2, 'mr-accept: "maybe" is not valid; allowed: yes or no'],
    ['kind', ['--kind', 'desk'], 2, 'kind: "desk" is not valid; allowed: user, shared, room, equipment, contact'],
    ['feature', ['--feature', 'smtp=yes'], 2, 'feature: "smtp=yes" is not valid; allowed: name=yes, name=no'],
    ['time zone', ['--time-zone', 'Mars/Base'], 2, 'time-zone: "Mars/Base" is not valid; allowed: the IANA name'],
    ['alias', ['--alias', 'not an address'], 2, 'alias: "not an address" is not valid; allowed: an address'],
    ['capacity of a user', ['--capacity', '2'], 2, 'capacity: only equipment has a capacity'],
    [
      'falling quotas',
      ['--quota-warn', '2G', '--quota-hard', '1G'],
      2,
      'quota: the limits warn, soft and hard must be in ascending order',
    ],
    [
      'address outside',
      ['--alias', 'x@elsewhere.example'],
      1,
      'elsewhere.example is not a local domain\nnext: add it with `frontdesk domain add',
    ],
    [
      'address of somebody else',
      ['--alias', 'berta@example.org'],
      1,
      'address berta@example.org belongs to account berta\nnext: ',
    ],
    ['unknown option', ['--colour', 'red'], 2, "unknown option '--colour'\nnext: add --help"],
  ];
  test.each(refusals)('refused: %s', async (_, options, code, text) => {
    await create('berta', 'user');
    const refused = await line.run(['account', 'create', 'anna', '--email', 'anna@example.org', ...options]);
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(refused.stderr).toContain(`error: ${text}`);
    expect(await line.json(['store', 'list'])).toHaveLength(1);
  });

  test.each([
    ['too short', 'short\n', 'too short: at least 8 characters are required'],
    ['common', 'Password123\n', 'too common'],
    ['none', '', 'too short'],
  ])('refused password: %s', async (_, stdin, why) => {
    const refused = await line.run(['account', 'create', 'a', '--email', 'a@example.org', '--password-stdin'], stdin);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`error: password: ${why}`);
  });

  test('--password without a terminal: nothing is created, and the other way is named', async () => {
    const options = ['account', 'create', 'anna', '--email', 'anna@example.org', '--password'];
    const refused = await line.run(options, 'correct horse\ncorrect horse\n');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('is not a terminal');
    expect(refused.stderr).toContain('next: give it as the first line of standard input: --password-stdin');
    expect((await line.run(['account', 'show', 'anna'])).code).toBe(1);
  });

  test('a name that is an address of somebody else', async () => {
    const refused = await line.run(['account', 'create', 'x@example.org', '--email', 'y@example.org']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect((await line.run(['account', 'create', 'z@example.org', '--email', 'z@example.org'])).code).toBe(0);
  });
});

test.each(['postmaster', 'Abuse'])('%s of a local domain reaches the administrator', async (role) => {
  const named = ['--set', 'server.administrator=anna@example.org'];
  await line.json([...named, 'domain', 'add', 'example.org']);
  await line.json(['account', 'create', 'anna', '--email', 'anna@example.org']);
  const to = ['deliver', '--to', `${role}@example.org`, '--from', 'j@partner.example'];
  expect(await line.run(to, MAIL)).toMatchObject({ code: 0 });
  expect(await line.json(['message', 'list', 'anna'])).toMatchObject([{ subject: 'Grüße' }]);
  expect((await line.run([...named, 'doctor'])).stdout).toMatch(/good +postmaster: .* goes to anna@example\.org/);
});

describe('messages', () => {
  beforeEach(server);

  test('a delivered message is listed decoded, and returned unchanged', async () => {
    const delivered = await line.run(['deliver', '--to', 'anna@example.org', '--from', 'j@partner.example'], MAIL);
    expect(delivered).toEqual({ code: 0, stdout: '2.0.0 <anna@example.org> Delivered to Inbox\n', stderr: '' });
    const { stdout: raw } = await line.run(['message', 'show', 'anna', '1', '--raw']);
    expect(raw.endsWith(`\r\n${MAIL.replaceAll('\n', '\r\n')}`)).toBe(true);
    expect(await line.json(['message', 'list', 'anna'])).toEqual([
      {
        uid: 1,
        folder: 'Inbox',
        from: 'Jürgen <j@partner.example>',
        to: 'anna@example.org',
        subject: 'Grüße',
        messageId: '<m1@partner.example>',
        date: '2026-11-22T07:00:00Z',
        receivedAt: '2026-11-22T09:00:00Z',
        sizeBytes: Buffer.byteLength(raw),
        flags: [],
        damaged: false,
      },
    ]);
    expect((await line.run(['message', 'show', 'anna', '1'])).stdout).toMatch(/Subject: +Grüße\n[^]*\n\nHallo\n$/);
  });

  test.each([
    ['a folder that delivery has not needed yet is empty', ['list', 'anna', '--folder', 'Handled'], 0, 'no messages\n'],
    ['INBOX is one name in any case', ['list', 'anna', '--folder', 'INBOX'], 0, 'no messages\n'],
    ['a folder that nobody made', ['list', 'anna', '--folder', 'Holidays'], 1, 'error: there is no folder Holidays\n'],
    [
      'a message that is not there',
      ['show', 'anna', '7'],
      1,
      'error: Inbox has no message 7\nnext: `frontdesk message list anna --folder Inbox` shows its messages\n',
    ],
    ['bytes of a message that is not there', ['show', 'anna', '7', '--raw'], 1, 'error: Inbox has no message 7\n'],
    ['a message in a folder that nobody made', ['show', 'anna', '7', '--folder', 'X'], 1, 'next: existing folders: '],
    [
      'somebody who is not there',
      ['list', 'nobody'],
      1,
      'error: there is no account nobody\nnext: `frontdesk account list`',
    ],
    ['a UID that is none', ['show', 'anna', 'x'], 2, 'error: uid: "x" is not valid; allowed: a whole number from 1'],
  ])('%s', async (_, args, code, text) => {
    const run = await line.run(['message', ...args]);
    expect(run.code).toBe(code);
    expect(run.stdout + run.stderr).toContain(text);
  });
});

describe('deliver: sysexits, the first word printed is the enhanced status code', () => {
  beforeEach(server);
  test.each([
    ['delivered', ['anna@example.org'], 0, '2.0.0'],
    ['unknown', ['nobody@example.org'], 67, '5.1.1'],
    ['one of two unknown', ['anna@example.org', 'nobody@example.org'], 67, '5.1.1'],
  ])('%s', async (_, to, code, status) => {
    const run = await line.run(['deliver', ...to.flatMap((one) => ['--to', one])], MAIL);
    expect(run.code).toBe(code);
    expect(run.stdout.split(' ')[0]).toBe(status);
  });

  test('larger than lmtp.maxMessageBytes', async () => {
    const args = ['--set', 'lmtp.maxMessageBytes=1k', 'deliver', '--to', 'anna@example.org'];
    expect(await line.run(args, MAIL + 'x'.repeat(2000))).toMatchObject({
      code: 73,
      stdout: '5.3.4 <anna@example.org> Message too large\n',
    });
  });
});

describe('domains, stores, booking, queue', () => {
  beforeEach(server);
  test.each([
    ['domain list', 'DOMAIN       COMPANY  ALIAS OF\nexample.org\n'],
    ['queue list', 'the outbox is empty\n'],
    ['booking agenda anna', 'no bookings\n'],
    ['booking explain anna', 'no decision (no-decisions)\n  anna has not decided on any request yet.\n'],
    ['booking set anna --mr-accept yes', 'Accepts meetings:     yes\n'],
    ['booking show anna', 'Accepts meetings:     no\n'],
  ])('%s', async (args, expected) => {
    const { code, stdout } = await line.run(args.split(' '));
    expect(code).toBe(0);
    expect(stdout).toContain(expected);
  });

  test.each([
    ['domain remove example.org', 1, 'domain example.org is used by anna@example.org\nnext: remove what uses it first'],
    ['domain add not_a_domain', 2, 'name: "not_a_domain" is not valid; allowed: a domain such as example.org'],
    ['queue show x', 1, 'there is no message x in the outbox'],
    ['queue retry x', 1, 'there is no message x in the outbox'],
    ['queue delete x', 1, 'there is no message x in the outbox'],
    [
      'queue retry',
      2,
      'retry: exactly one of ID, --waiting and --failed is required\nnext: give an id from `frontdesk queue list`',
    ],
    ['queue retry x --failed', 2, 'retry: exactly one of ID, --waiting and --failed is required'],
    ['queue retry --waiting --failed', 2, 'retry: exactly one of ID, --waiting and --failed is required'],
    ['booking agenda anna --from 2026-12-02 --to 2026-12-01', 2, 'to: must be later than from'],
    ['booking agenda anna --from tomorrow', 2, 'from: "tomorrow" is not valid; allowed: a time such as'],
    ['booking explain anna --message /nowhere.eml', 2, 'message: ENOENT'],
    ['start --only delivery', 2, 'only: with the SQLite engine, one process has the data folder'],
    ['start --only dns', 2, 'only: dns is not a service\nnext: allowed: delivery,outbox,admin'],
    ['domain list --set lmtp.listne=x', 2, '--set: unknown key "lmtp.listne"; did you mean lmtp.listen?'],
  ])('refused: %s', async (args, code, text) => {
    const run = await line.run(args.split(' '));
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(`error: ${text}`);
  });
});

describe('help', () => {
  const commands = [
    ...['start', 'config', 'doctor', 'deliver', 'domain add', 'domain remove', 'domain list'],
    ...['create', 'update', 'delete', 'list', 'show'].map((name) => `account ${name}`),
    ...['create', 'delete', 'list', 'show', 'add', 'remove'].map((name) => `group ${name}`),
    ...['set', 'show', 'agenda', 'explain'].map((name) => `booking ${name}`),
    ...['message list', 'message show', 'store list', 'store check'],
    ...['list', 'show', 'retry', 'delete'].map((name) => `queue ${name}`),
  ];
  test.each(commands)('%s --help has an example', async (command) => {
    const { code, stdout } = await line.run([...command.split(' '), '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`\\nExamples?:\\n {2}frontdesk ${command}`));
  });
});

test('config prints every key with its source; secrets are masked', async () => {
  const { stdout } = await line.run(['config', '--set', 'relay.password=hunter2', '--set', 'lmtp.listen=[::1]:24']);
  expect(stdout).toMatch(/^data folder +\S+\/data$/m);
  expect(stdout).toMatch(/^lmtp\.listen +"\[::1\]:24" +--set$/m);
  expect(stdout).toMatch(/^lmtp\.maxMessageBytes +"64MiB" +default$/m);
  expect(stdout).toMatch(/^relay\.password +\*+ +--set$/m);
  expect(stdout).not.toContain('hunter2');
});

test('a list of messages fits a terminal; a program has all', async () => {
  await server();
  const subject = 'A long word '.repeat(10);
  const mail = `From: "A Person With Many Names" <p@partner.example>\nSubject: ${subject}\n\nHello\n`;
  await line.run(['deliver', '--to', 'anna@example.org', '--from', 'p@partner.example'], mail);
  const { stdout } = await line.run(['message', 'list', 'anna']);
  expect(stdout).toMatch(/ \d{4} \d\d:\d\d +A Person With M\.\.\.  A long word A long word\.\.\. /);
  expect(stdout.split('\n')[1]?.length).toBeLessThanOrEqual(80);
  expect(await line.json(['message', 'list', 'anna'])).toMatchObject([{ subject: subject.trimEnd() }]);
});

test('a contact in a group gets nothing unless forwarding is on, and the command says so', async () => {
  await server();
  await line.json(['account', 'create', 'partner', '--kind', 'contact', '--email', 'p@partner.example']);
  await line.json(['group', 'create', 'sales']);
  expect((await line.run(['group', 'add', 'sales', 'partner'])).stdout).toMatch(/note: .*delivery\.forwardContacts/);
  expect((await line.run(['group', 'add', 'sales', 'anna'])).stdout).not.toContain('note:');
  const { stderr } = await line.run(['group', 'add', 'sales', 'zoe']);
  expect(stderr).toContain('there is no account or group zoe');
});

test('a command that only reads creates no data folder if its name is mistyped', async () => {
  const next =
    /data folder .* does not exist\n.*give an existing one with --data DIR or FRONTDESK_DATA, or start a new one/;
  const listed = await line.run(['account', 'list']);
  expect(listed).toMatchObject({ code: 1, stderr: expect.stringMatching(next) as string });
  const { code, stdout } = await line.run(['doctor']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^good +configuration: /m);
  expect(stdout).toMatch(next);
});

test('doctor names what is missing and what to do next', async () => {
  await line.json(['domain', 'add', 'example.org']);
  await line.json(['domain', 'remove', 'example.org']);
  const { code, stdout } = await line.run(['doctor', '--set', 'lmtp.listen=127.0.0.1:1', '--set', 'relay.host=']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^good +configuration: /m);
  expect(stdout).toMatch(/^warning +data folder: .* is writable, its id is ([0-9a-f-]{36})\n +-> set data.id = "\1"/m);
  expect(stdout).toMatch(/^bad +domains: none.*\n +-> frontdesk domain add NAME$/m);
  expect(stdout).toMatch(/^bad +accounts: none/m);
  expect(stdout).toMatch(/^bad +LMTP: 127.0.0.1:1: .*ECONNREFUSED.*\n +-> frontdesk start$/m);
  expect(stdout).toMatch(/^warning +relay: none/m);
});
