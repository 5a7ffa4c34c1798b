/**
 * Skeleton of an admin action (HACKING.md): shows one domain. In src/ the action and its command are two files,
 * `admin/actions/domain-show.ts` and a part of `admin/cli/domain-commands.ts`.
 */
import type { Command } from 'commander';
import { z } from 'zod';
import { action, ActionError } from '../../src/admin/action.js';
import { addCommand } from '../../src/admin/cli/add-command.js';
import type { CommandContext } from '../../src/admin/cli/command-context.js';
import { domainName } from '../../src/admin/input/fields.js';

export const domainShow = action({
  name: 'domain-show',
  input: z.strictObject({ name: domainName() }),
  async run({ directory }, { name }) {
    const domain = (await directory.domains()).find((each) => each.name === name);
    if (domain === undefined) {
      throw new ActionError('not-found', `there is no domain ${name}`, '`frontdesk domain list` shows all domains');
    }
    return domain;
  },
});

/** In src/ the list of actions has `domain-show`, and `CommandContext` is enough. */
type ContextWithAction = Pick<CommandContext, 'show'> & {
  perform(name: 'domain-show', input: unknown): ReturnType<typeof domainShow.run>;
};

export function addDomainShow(domain: Command, context: ContextWithAction): void {
  addCommand(domain, 'show <name>', 'Shows a domain.', 'domain show example.org').action(async (name: string) => {
    const shown = await context.perform('domain-show', { name });
    context.show(shown, ({ company }) => `${shown.name}, company: ${company ?? 'none'}\n`);
  });
}
