/**
 * `frontdesk deputy` and `frontdesk sendas`: who acts and writes for another account.
 */
import type { Command } from 'commander';
import { deputyProfileNames } from '../../access/profiles.js';
import type { DeputyJson } from '../json/deputy-as-json.js';
import type { RightsJson } from '../input/rights-fields.js';
import { actions } from '../actions/all-actions.js';
import { addCommand } from './add-command.js';
import type { CommandContext } from './command-context.js';
import { tableOf, yesOrNo } from './table.js';

type Options = Readonly<Record<string, unknown>>;

export function addDeputyCommands(deputy: Command, context: CommandContext): void {
  withFields(
    addCommand(
      deputy,
      'grant <owner> <deputy>',
      actions['deputy-grant'].summary,
      'deputy grant mary john --send-on-behalf yes --mail viewer --calendar author',
      'deputy grant mary assistants --calendar editor --send-copy yes',
    ),
  ).action(async (owner: string, name: string, options: Options) =>
    context.show(await context.perform('deputy-grant', { owner, deputy: name, ...options }), describeGrant),
  );

  withFields(
    addCommand(
      deputy,
      'update <owner> <deputy>',
      actions['deputy-update'].summary,
      'deputy update mary john --mail unset',
    ),
  ).action(async (owner: string, name: string, options: Options) =>
    context.show(await context.perform('deputy-update', { owner, deputy: name, ...options }), describeGrant),
  );

  addCommand(deputy, 'revoke <owner> <deputy>', actions['deputy-revoke'].summary, 'deputy revoke mary john').action(
    async (owner: string, name: string) =>
      context.show(
        await context.perform('deputy-revoke', { owner, deputy: name }),
        (revoked) => `${revoked.deputy} is no longer a deputy of ${revoked.owner}\n`,
      ),
  );

  addCommand(deputy, 'list <owner>', actions['deputy-list'].summary, 'deputy list mary', 'deputy list mary --metadata')
    .option('--metadata', 'print the JSON of the METADATA entry of the Inbox')
    .action(async (owner: string, { metadata }: { readonly metadata?: true }) => {
      if (metadata === true) {
        const entry = await context.perform('deputy-metadata', { owner });
        context.write(`${JSON.stringify(entry, null, 2)}\n`);
        return;
      }
      context.show(await context.perform('deputy-list', { owner }), (grants) =>
        describeGrants(
          grants,
          `${owner} has no deputies; add one with: frontdesk deputy grant ${owner} DEPUTY --mail viewer`,
        ),
      );
    });

  addCommand(deputy, 'reverse <deputy>', actions['deputy-reverse'].summary, 'deputy reverse john').action(
    async (name: string) =>
      context.show(await context.perform('deputy-reverse', { deputy: name }), (grants) =>
        describeGrants(grants, `${name} is not a deputy of any account`),
      ),
  );
}

export function addSendasCommands(sendas: Command, context: CommandContext): void {
  addCommand(sendas, 'add <owner> <deputy>', actions['sendas-add'].summary, 'sendas add helpdesk john').action(
    async (owner: string, deputy: string) =>
      context.show(await context.perform('sendas-add', { owner, deputy }), describeSendAs),
  );
  addCommand(sendas, 'remove <owner> <deputy>', actions['sendas-remove'].summary, 'sendas remove helpdesk john').action(
    async (owner: string, deputy: string) =>
      context.show(await context.perform('sendas-remove', { owner, deputy }), describeSendAs),
  );
  addCommand(sendas, 'list <owner>', actions['sendas-list'].summary, 'sendas list helpdesk').action(
    async (owner: string) =>
      context.show(await context.perform('sendas-list', { owner }), (parties) =>
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
