/**
 * `frontdesk deputy` and `frontdesk sendas`: who acts and writes for another account.
 */
import type { Command } from 'commander';
import { deputyProfileNames } from '../../access/profiles.js';
import { deputyGrant, deputyRevoke, deputyUpdate } from '../actions/deputy-change.js';
import { deputyList, deputyMetadataShow, deputyReverse } from '../actions/deputy-list.js';
import { sendasAdd, sendasList, sendasRemove } from '../actions/sendas.js';
import type { DeputyJson } from '../json/deputy-as-json.js';
import type { RightsJson } from '../input/rights-fields.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { tableOf, yesOrNo } from './table.js';

type Options = Readonly<Record<string, unknown>>;

export function addDeputyCommands(program: Command, context: CommandContext): void {
  const deputy = program
    .command('deputy')
    .description('Manages deputies: who acts for an account, and with which rights.');
  withFields(
    addCommand(
      deputy,
      'grant <owner> <deputy>',
      deputyGrant.summary,
      'deputy grant mary john --send-on-behalf yes --mail viewer --calendar author',
      'deputy grant mary assistants --calendar editor --send-copy yes',
    ),
  ).action(async (owner: string, name: string, options: Options) =>
    context.show(await context.perform(deputyGrant, { owner, deputy: name, ...options }), describeGrant),
  );

  withFields(
    addCommand(deputy, 'update <owner> <deputy>', deputyUpdate.summary, 'deputy update mary john --mail unset'),
  ).action(async (owner: string, name: string, options: Options) =>
    context.show(await context.perform(deputyUpdate, { owner, deputy: name, ...options }), describeGrant),
  );

  addCommand(deputy, 'revoke <owner> <deputy>', deputyRevoke.summary, 'deputy revoke mary john').action(
    async (owner: string, name: string) =>
      context.show(
        await context.perform(deputyRevoke, { owner, deputy: name }),
        (revoked) => `${revoked.deputy} is no longer a deputy of ${revoked.owner}\n`,
      ),
  );

  addCommand(deputy, 'list <owner>', deputyList.summary, 'deputy list mary', 'deputy list mary --metadata')
    .option('--metadata', 'print the JSON of the METADATA entry of the Inbox')
    .action(async (owner: string, { metadata }: { readonly metadata?: true }) => {
      if (metadata === true) {
        const entry = await context.perform(deputyMetadataShow, { owner });
        context.write(`${JSON.stringify(entry, null, 2)}\n`);
        return;
      }
      context.show(await context.perform(deputyList, { owner }), (grants) =>
        describeGrants(
          grants,
          `${owner} has no deputies; add one with: frontdesk deputy grant ${owner} DEPUTY --mail viewer`,
        ),
      );
    });

  addCommand(deputy, 'reverse <deputy>', deputyReverse.summary, 'deputy reverse john').action(async (name: string) =>
    context.show(await context.perform(deputyReverse, { deputy: name }), (grants) =>
      describeGrants(grants, `${name} is not a deputy of any account`),
    ),
  );
}

export function addSendasCommands(program: Command, context: CommandContext): void {
  const sendas = program
    .command('sendas')
    .description('Manages send-as rights: who may write as another account, without being named in the message.');
  addCommand(sendas, 'add <owner> <deputy>', sendasAdd.summary, 'sendas add helpdesk john').action(
    async (owner: string, deputy: string) =>
      context.show(await context.perform(sendasAdd, { owner, deputy }), describeSendAs),
  );
  addCommand(sendas, 'remove <owner> <deputy>', sendasRemove.summary, 'sendas remove helpdesk john').action(
    async (owner: string, deputy: string) =>
      context.show(await context.perform(sendasRemove, { owner, deputy }), describeSendAs),
  );
  addCommand(sendas, 'list <owner>', sendasList.summary, 'sendas list helpdesk').action(async (owner: string) =>
    context.show(await context.perform(sendasList, { owner }), (parties) =>
      tableOf(
        ['name', 'kind'],
        parties.map(({ name, kind }) => [name, kind]),
        `no other account may write as ${owner}`,
      ),
    ),
  );
}

function withFields(command: Command): Command {
  const profiles = `${deputyProfileNames.join(', ')}, or RFC 4314 letters such as lrs; unset: not part of the grant`;
  return command
    .option('--send-on-behalf <yes|no>', 'whether the deputy may write on behalf of the owner; the message names both')
    .option('--mail <profile>', `rights in the owner's Inbox: ${profiles}`)
    .option('--calendar <profile>', "rights in the owner's Calendar, in the same form")
    .option('--see-private <yes|no>', 'whether the deputy sees private and confidential entries')
    .option(
      '--send-copy <no|yes|only>',
      "who gets the owner's meeting messages: the owner (no), both (yes), or the deputy (only)",
    );
}

const written = (rights: RightsJson | null): string =>
  rights === null ? '-' : `${rights.profile} (${rights.rights === '' ? 'none' : rights.rights})`;

function describeGrants(grants: readonly DeputyJson[], nobody: string): string {
  return tableOf(
    ['owner', 'deputy', 'kind', 'on behalf', 'inbox', 'calendar', 'private', 'meeting messages'],
    grants.map((grant) => [
      grant.owner,
      grant.deputy,
      grant.kind,
      yesOrNo(grant.sendOnBehalf),
      written(grant.mail),
      written(grant.calendar),
      yesOrNo(grant.seePrivate),
      grant.sendCopy,
    ]),
    nobody,
  );
}

const describeGrant = (grant: DeputyJson): string => describeGrants([grant], '');

function describeSendAs({ owner, sendAs }: { readonly owner: string; readonly sendAs: readonly string[] }): string {
  return sendAs.length === 0
    ? `no other account may write as ${owner}\n`
    : `${sendAs.join(', ')} may write as ${owner}\n`;
}
