/**
 * RCPT TO a group: may this sender write to it, and does anybody in it receive?
 * Path: resolve-recipient.ts.
 */
import type { Directory, MailGroup } from '../../directory/directory.js';
import type { Address } from '../../mail/address.js';
import type { Reply } from '../../mail/reply.js';
import type { QuotaLedger } from '../../store/quota-ledger.js';
import { maySend, type GroupSender } from './may-send.js';
import { membersInBatches } from '../../directory/members-in-batches.js';
import { memberEligibility } from './member-eligibility.js';
import { refusalByQuota, type RecipientSettings } from './refuse-account.js';

/** RFC 3463 §3.3 X.2.4: a group that comes to nobody. */
const nobodyReceives: Reply = { code: 550, status: '5.2.4', text: 'No member of this group receives mail' };
const nobodyAtPresent: Reply = {
  code: 450,
  status: '4.2.4',
  text: 'No member of this group receives mail at the moment',
};
const notAllowed = (text: string): Reply => ({ code: 550, status: '5.7.1', text });
const refusals: Readonly<Record<MailGroup['whoMaySend'], Reply>> = {
  everybody: notAllowed('You may not write to this group'),
  members: notAllowed('Only members may write to this group'),
  company: notAllowed('Only people of this organization may write to this group'),
  listed: notAllowed('You are not among those who may write to this group'),
};

/** After as many who do not receive a group is taken for one that does: the message itself then shows. */
const MAX_LOOKED_AT = 1000;

/** null: the group takes the mail. Throws what the directory or the quota ledger throws. */
export async function refusalByGroup(
  group: MailGroup,
  reversePath: Address | null,
  deps: { readonly directory: Directory; readonly quotas: Pick<QuotaLedger, 'usedBytes'> },
  settings: RecipientSettings,
): Promise<Reply | null> {
  const refusal = isProbe(reversePath) ? null : await refusalBySender(group, reversePath, deps.directory);
  return refusal ?? (await refusalByMembers(group, deps, settings));
}

/**
 * An MTA that asks whether the address exists, for a client that waits for the reply, does so from the null reverse-path, or,
 * Postfix's way, from an address of this name. A whole message from there is judged once it has come.
 */
const isProbe = (reversePath: Address | null): boolean =>
  reversePath === null || reversePath.localPart.toLowerCase() === 'double-bounce';

/** null: this sender may write to the group. Throws DirectoryError. */
export async function refusalBySender(
  group: MailGroup,
  reversePath: Address | null,
  directory: Directory,
): Promise<Reply | null> {
  if (group.whoMaySend === 'everybody') return null;
  const sender = await findSender(reversePath, directory);
  return maySend(group, sender, await companyOf(group, directory)) ? null : refusals[group.whoMaySend];
}

async function findSender(
  address: Address | null,
  directory: Pick<Directory, 'resolve' | 'groupsOf'>,
): Promise<GroupSender> {
  const resolution = address === null ? null : await directory.resolve(address);
  if (resolution?.kind !== 'account') return { address, account: null, groups: [] };
  const { name, company, id, kind } = resolution.account;
  return { address, account: { name, company, isContact: kind === 'contact' }, groups: await directory.groupsOf(id) };
}

async function companyOf({ owner }: MailGroup, directory: Pick<Directory, 'accountByName'>): Promise<string | null> {
  return owner === null ? null : ((await directory.accountByName(owner))?.company ?? null);
}

async function refusalByMembers(
  group: MailGroup,
  { directory, quotas }: { readonly directory: Directory; readonly quotas: Pick<QuotaLedger, 'usedBytes'> },
  settings: RecipientSettings,
): Promise<Reply | null> {
  let lookedAt = 0;
  let isLater = false;
  for await (const members of membersInBatches(group.name, directory)) {
    for (const account of members) {
      const eligibility = await memberEligibility(account, directory, settings);
      if (eligibility.kind === 'forwarded') return null;
      if (eligibility.kind === 'left-out') continue;
      const refusal =
        eligibility.kind === 'refused'
          ? eligibility.reply
          : await refusalByQuota(account, { directory, quotas }, settings.quota);
      if (refusal === null) return null;
      isLater ||= refusal.code < 500;
    }
    lookedAt += members.length;
    if (lookedAt >= MAX_LOOKED_AT) return null;
  }
  return isLater ? nobodyAtPresent : nobodyReceives;
}
