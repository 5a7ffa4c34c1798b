/**
 * Tells the owner of a group which members a message to the group did not reach: one message for all of them, with the
 * null reverse-path, so that nothing answers it. The sender is told nothing, as their address may be forged (backscatter).
 * Path: deliver-to-group.ts, after the commits that delivered the message to the other members.
 */
import type { Account, MailGroup } from '../../directory/directory.js';
import { formatAddress } from '../../mail/address.js';
import { cleanText } from '../../mail/clean-text.js';
import type { MessageDraft } from '../../mail/draft.js';
import { firstField, type HeaderSection } from '../../mail/header-section.js';
import { readMessageId } from '../../mail/message-ids.js';
import { decodeEncodedWords } from '../../mail/encoded-words.js';
import type { ReceivedMessage } from '../../mail/received-message.js';
import { composeOutgoing } from '../../outbox/compose-outgoing.js';
import type { InboundDeps, Delivery } from '../planning/inbound-context.js';
import type { GroupResult } from './group-result.js';
import { ownerTextsIn } from './owner-texts.js';
import { isJunk } from '../planning/rules/file-junk.js';

const MAX_TEXT_CHARACTERS = 200;

/** Durable when it resolves. A repeated delivery sends nothing again. Throws StoreError, DirectoryError. */
export async function tellOwner(
  group: MailGroup,
  result: GroupResult,
  { message, deliveryId }: Delivery,
  { directory, outbox, clock, log, settings, compose, wakeOutbox }: InboundDeps,
): Promise<void> {
  if (group.owner === null || isJunk(message.header, settings.junkHeaders)) return;
  const owner = await directory.accountByName(group.owner);
  if (owner?.storeId == null) return;
  const draft = composeOwnerReport(owner, group, result, message, settings.hostname);
  const { storeId } = owner;
  const now = clock();
  const mail = await composeOutgoing(draft, { storeId, cause: `group ${group.name} ${deliveryId}`, now }, compose);
  await outbox.enqueueOnce([mail], now);
  wakeOutbox();
  log('group-owner-told', { group: group.name, account: owner.name, messageId: readMessageId(message.header) });
}

/** @param hostname domain of the author address */
export function composeOwnerReport(
  owner: Account,
  group: Pick<MailGroup, 'name'>,
  { received, failures, failed }: GroupResult,
  { header, reversePath }: Pick<ReceivedMessage, 'header' | 'reversePath'>,
  hostname: string,
): MessageDraft {
  const texts = ownerTextsIn(owner.language);
  const messageId = readMessageId(header);
  const subject = shown(header, 'subject');
  const lines = [
    texts.headline(group.name, failed),
    '',
    `${texts.labels.subject}: ${subject}`,
    `${texts.labels.from}: ${shown(header, 'from')}`,
    `${texts.labels.sender}: <${reversePath === null ? '' : formatAddress(reversePath)}>`,
    `${texts.labels.messageId}: ${messageId ?? '-'}`,
    '',
    ...failures.map(
      ({ address, reply: { code, status, text } }) => `  ${formatAddress(address)}: ${code} ${status} ${text}`,
    ),
    ...(failed > failures.length ? [`  ${texts.more(failed - failures.length)}`] : []),
    '',
    ...(received > 0 ? [texts.others] : []),
    texts.next,
  ];
  return {
    reversePath: null,
    from: { address: { localPart: 'MAILER-DAEMON', domain: hostname }, displayName: 'Mail Delivery System' },
    to: [{ address: owner.primaryAddress, displayName: owner.fullName }],
    cc: [],
    subject: texts.subject(group.name, subject),
    text: lines.join('\n'),
    html: null,
    calendar: null,
    inReplyTo: messageId,
    references: messageId === null ? [] : [messageId],
    // RFC 3834 §5.1
    extraFields: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
  };
}

/** A field of the message as one line of bounded length, fit to be shown. */
const shown = (header: HeaderSection, name: string): string =>
  cleanText(decodeEncodedWords(firstField(header, name) ?? ''), MAX_TEXT_CHARACTERS);
