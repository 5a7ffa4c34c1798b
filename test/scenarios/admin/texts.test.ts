/**
 * Long texts of the command line as a whole, so that a reader sees how they look: help, findings, tables, errors.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testCommandLine, type TestCommandLine } from '../../support/command-line.js';

let line: TestCommandLine;
beforeEach(async () => {
  line = await testCommandLine();
});
afterEach(() => line.remove());

const printed = async (command: string): Promise<string> => (await line.run(command.split(' '))).stdout;
const complained = async (command: string): Promise<string> => (await line.run(command.split(' '))).stderr;

test('frontdesk --help', async () => {
  expect(await printed('--help')).toMatchInlineSnapshot(`
    "Usage: frontdesk [options] [command]

    Mail delivery, room booking, out-of-office replies and delegated sending for an
    organisation.

    Options:
      -V, --version      output the version number
      --data <dir>       data folder (FRONTDESK_DATA; default: /var/lib/frontdesk if
                         it has data, else ./data)
      --config <file>    configuration file (FRONTDESK_CONFIG; default for
                         /var/lib/frontdesk: /etc/frontdesk.toml)
      --set <key=value>  configuration key for this call (repeatable)
      --json             print JSON for programs
      -h, --help         display help for command

    Commands:
      start              Runs the services until SIGTERM or SIGINT.
      config             Prints the effective configuration and the source of each
                         value.
      reload             Reloads the configuration.
      doctor             Checks the installation and configuration.
      domain             Manages the local domains.
      account            Manages users, shared accounts, rooms, equipment and
                         contacts.
      company            Manages companies: accounts and domains that belong
                         together.
      group              Manages groups of accounts; a group may contain groups.
      sendas             Manages send-as rights: who may write as another account,
                         without being named in the message.
      deputy             Manages deputies: who acts for an account, and with which
                         rights.
      permission         Manages folder permissions. The folder / stands for the
                         store; new folders inherit its entries.
      booking            Manages how resources answer meeting requests.
      oof                Manages out-of-office replies.
      folder             Manages the folders of an account.
      message            Lists, shows, searches and changes messages.
      store              Lists and checks the stores of the accounts.
      quota              Reports store sizes; limits are set with frontdesk account
                         and frontdesk company.
      queue              Manages outgoing messages that wait or have failed.
      deliver            Delivers a message to local accounts.
      submit             Sends a message for an account; if it is refused, a notice
                         is filed in the Inbox of the account.
      audit              Shows who sent what as whom.
      help [command]     display help for command
    "
  `);
});

test('frontdesk account create --help, without the options of booking', async () => {
  const help = await printed('account create --help');
  const [own = '', others = ''] = help.split(/(?= {2}--capacity)/);
  expect(own).toMatchInlineSnapshot(`
    "Usage: frontdesk account create [options] <name>

    Creates an account with its store.

    Options:
      --kind <kind>                       kind of account: user, shared, room,
                                          equipment, contact
      --email <address>                   primary address, in a local domain
      --alias <address>                   additional address (repeatable; replaces
                                          the current list)
      --full-name <name>                  display name
      --password                          ask for the password on the terminal,
                                          without showing it
      --password-stdin                    read the password from the first line of
                                          standard input
      --active <yes|no>                   whether the account may log in (default:
                                          yes for users, no for other kinds)
      --enabled <yes|no>                  whether the account is enabled;
                                          delivery.disabled sets what a disabled one
                                          receives
      --send-only <yes|no>                whether the account only sends and
                                          receives no messages
      --admin <level>                     administrator level: 0 (none), 1 (own
                                          company), 2 (all companies)
      --hidden <yes|no>                   whether the address book hides the account
      --company <company>                 an existing company; empty: none
      --time-zone <zone>                  IANA time zone, such as Europe/Berlin;
                                          default: that of the server
      --language <tag>                    language tag, such as en or de
      --quota-warn <size>                 size from which the account is warned; 0:
                                          no limit; default: the company's or
                                          server's limit
      --quota-soft <size>                 size from which the account may not send
      --quota-hard <size>                 maximum size; messages beyond it are
                                          refused
      --quota-override <yes|no>           whether the limits of the account apply;
                                          no: they are kept but not used
      --plus-folder <yes|no>              whether messages to NAME+Folder are filed
                                          in that folder, if it exists
      --copy-sent <who>                   who keeps a copy of what others send for
                                          this account: both, actor, owner, none;
                                          unset: as submission.copySent
      --feature <name=value>              yes, no or unset for one of imap, pop3,
                                          submission, web, mobile, outlook
                                          (repeatable)
    "
  `);
  expect(others.slice(others.indexOf('Global Options'))).toMatchInlineSnapshot(`
    "Global Options:
      -V, --version                       output the version number
      --data <dir>                        data folder (FRONTDESK_DATA; default:
                                          /var/lib/frontdesk if it has data, else
                                          ./data)
      --config <file>                     configuration file (FRONTDESK_CONFIG;
                                          default for /var/lib/frontdesk:
                                          /etc/frontdesk.toml)
      --set <key=value>                   configuration key for this call
                                          (repeatable)
      --json                              print JSON for programs

    Examples:
      frontdesk account create anna --kind user --email anna@example.org --full-name "Anna Muster"
      frontdesk account create room1 --kind room --email room1@example.org

    "
  `);
});

test('frontdesk deputy grant --help', async () => {
  expect(await printed('deputy grant --help')).toMatchInlineSnapshot(`
    "Usage: frontdesk deputy grant [options] <owner> <deputy>

    Makes DEPUTY a deputy of OWNER and grants rights to the deputy.

    Options:
      --send-on-behalf <yes|no>  whether the deputy may write on behalf of the
                                 owner; the message names both
      --mail <profile>           rights in the owner's Inbox: viewer, editor,
                                 author, or RFC 4314 letters such as lrs; unset: not
                                 part of the grant
      --calendar <profile>       rights in the owner's Calendar, in the same form
      --see-private <yes|no>     whether the deputy sees private and confidential
                                 entries
      --send-copy <no|yes|only>  who gets the owner's meeting messages: the owner
                                 (no), both (yes), or the deputy (only)
      -h, --help                 display help for command

    Global Options:
      -V, --version              output the version number
      --data <dir>               data folder (FRONTDESK_DATA; default:
                                 /var/lib/frontdesk if it has data, else ./data)
      --config <file>            configuration file (FRONTDESK_CONFIG; default for
                                 /var/lib/frontdesk: /etc/frontdesk.toml)
      --set <key=value>          configuration key for this call (repeatable)
      --json                     print JSON for programs

    Examples:
      frontdesk deputy grant mary john --send-on-behalf yes --mail viewer --calendar author
      frontdesk deputy grant mary assistants --calendar editor --send-copy yes

    "
  `);
});

test('doctor', async () => {
  await line.json(['domain', 'add', 'example.org']);
  const found = await printed('doctor --set lmtp.listen=unix:/nowhere/lmtp --set relay.host=');
  const plain = found
    .replaceAll(line.dataFolder, 'DATA')
    .replaceAll(/[0-9a-f-]{36}/g, 'ID')
    // The clock and the disk differ between machines.
    .replaceAll(/^\w+ +(clock|disk space): .*\n( +-> .*\n)?/gm, '');
  expect(plain).toMatchInlineSnapshot(`
    "good     configuration: all keys are valid
    warning  data folder: DATA is writable, its id is ID
             -> set data.id = "ID" so that an unmounted volume is not mistaken for a new data folder
    good     owner: all files in DATA belong to this user and are closed to others
    good     domains: 1: example.org
    bad      accounts: none, so all messages are deferred (451)
             -> frontdesk account create NAME --kind user --email ADDRESS
    bad      LMTP: unix:/nowhere/lmtp: connect ENOENT /nowhere/lmtp
             -> frontdesk start
    good     LMTP clients: access to unix:/nowhere/lmtp is controlled by file permissions
    warning  certificate: none: clients can only log in from this machine
             -> set tls.certificate and tls.key, and restart
    warning  relay: none: outgoing messages wait in the outbox
             -> set relay.host to your MTA
    good     outbox: 0 waiting, 0 held, 0 failed
    warning  trust: the author is not authenticated: anyone can cancel in the organizer's name
             -> set booking.trustedAuthserv to the name that your MTA writes into Authentication-Results (docs/booking.md, "Recipes for Postfix")
    good     waiting: no message waits for a person
    warning  postmaster: server.administrator is not set: mail to postmaster and abuse that nobody has is refused
             -> set server.administrator to the address of an account
    "
  `);
});

test('account show', async () => {
  await line.json(['domain', 'add', 'example.org']);
  await line.json(['account', 'create', 'room1', '--kind', 'room', '--email', 'room1@example.org']);
  const shown = await printed('account show room1');
  expect(shown.replaceAll(/[0-9a-f-]{36}/g, 'ID')).toMatchInlineSnapshot(`
    "Name:                 room1
    Full name:            room1
    Kind:                 room
    Addresses:            room1@example.org
    Active:               no
    Enabled:              yes
    Send only:            no
    Administrator:        0
    In address book:      yes
    Password:             none
    Features:             all unset
    Company:              none
    Groups:               Everyone
    Send-as:              none
    Deputies:             none
    Time zone:            UTC
    Language:             en
    Store:                ID
    Store size:           0 B
    Quota:                warn none, soft none, hard none
    Quota level:          none reached
    Quota override:       no
    Plus folders:         no
    Sent copies:          as submission.copySent
    Accepts meetings:     yes
    Declines conflicts:   yes
    Declines series:      no
    Enters as tentative:  yes
    Capacity:             1
    Out of office:        off
    "
  `);
});

test('errors say what to do next', async () => {
  await line.json(['domain', 'add', 'example.org']);
  const errors = [
    await complained('account show anna'),
    await complained('account create anna --email anna@elsewhere.example'),
    await complained('account create anna --email anna'),
    await complained('domain add example.org'),
    await complained('booking set anna --window soon'),
    await complained('group create'),
    await complained('queue retry'),
    await complained('reload'),
    await complained('account list --set lmtp.listen=here'),
    await complained('acount list'),
  ];
  expect(errors.join('\n')).toMatchInlineSnapshot(`
    "error: there is no account anna
    next: \`frontdesk account list\` shows all accounts

    error: elsewhere.example is not a local domain
    next: add it with \`frontdesk domain add NAME\`; \`frontdesk domain list\` shows the local domains

    error: email: "anna" is not valid; allowed: an address such as anna@example.org
    next: add --help to the command to see its usage

    error: domain example.org already exists
    next: choose another name, or update the existing entry

    error: window: "soon" is not valid; allowed: a number of days from 1d to 3660d, such as 180d, or none
    next: add --help to the command to see its usage

    error: missing required argument 'name'
    next: add --help to see the usage

    error: retry: exactly one of ID, --waiting and --failed is required
    next: give an id from \`frontdesk queue list\`, --waiting or --failed

    error: frontdesk is not running, so there is nothing to reload
    next: frontdesk start

    error: --set: lmtp.listen = "here" is not valid; allowed: host:port such as 127.0.0.1:2003 or [::1]:2003, or unix:/path
    next: docs/configuration.md describes all keys

    error: unknown command 'acount'
    (Did you mean account?)
    next: add --help to see the usage
    "
  `);
});
