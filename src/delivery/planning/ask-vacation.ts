/**
 * Whether somebody who is away may answer a message, as far as the message and the directory tell; the desk's log is
 * asked only for what this leaves, and nothing is done for accounts that are not away.
 * Path: plan-recipient.ts, before the snapshot; rules/answer-out-of-office.ts has the last word.
 */
import type { Account, Directory } from '../../directory/directory.js';
import type { Address } from '../../mail/address.js';
import { parseParameters } from '../../mail/content-type.js';
import { firstField, type HeaderSection } from '../../mail/header-section.js';
import type { Instant } from '../../mail/instant.js';
import { readMessageId } from '../../mail/message-ids.js';
import { mailRules, type MailQuestion } from '../../out-of-office/message-rules.js';
import { isInEffect, neverAway } from '../../out-of-office/out-of-office.js';
import { plainSender, senderKey } from '../../out-of-office/sender-key.js';
import { firstRefusal } from '../../out-of-office/vacation-rule.js';
import type { InboundDeps, DeliverySettings } from './inbound-context.js';
import type { Recipient } from '../recipients/recipient.js';
import type { KnownSenders } from './known-senders.js';
import type { Meeting } from '../../booking/booking-request.js';
import { isJunk } from './rules/file-junk.js';
import type { AskingSender, VacationAsk } from './rules/delivery-rule.js';

type AskedMessage = Pick<MailQuestion, 'reversePath' | 'header'>;

export function isAway({ outOfOffice, storeId }: Account, now: Instant): boolean {
  return outOfOffice !== null && storeId !== null && isInEffect(outOfOffice, now);
}

/** @param ownAddresses what To or Cc may name the account by */
export function mailQuestion(
  { outOfOffice }: Account,
  { reversePath, header }: AskedMessage,
  ownAddresses: readonly Address[],
  now: Instant,
  { junkHeaders, outOfOffice: { neverAnswer, answerGroupMail } }: DeliverySettings,
): MailQuestion {
  const setting = outOfOffice ?? neverAway;
  const isMarked = isJunk(header, junkHeaders);
  return { setting, now, reversePath, header, ownAddresses, isJunk: isMarked, neverAnswer, answerGroupMail };
}

/** null: it is not answered. Throws DirectoryError when the directory cannot answer. */
export async function askVacation(
  recipient: Recipient,
  message: AskedMessage,
  meeting: Meeting | null,
  deps: Pick<InboundDeps, 'directory' | 'knownSenders' | 'clock' | 'log' | 'settings'> & {
    /** Runs what reads the message. */
    readonly look: <Result>(work: () => Result) => Result;
  },
): Promise<VacationAsk | null> {
  const { account } = recipient;
  const now = deps.clock();
  if (!isAway(account, now)) return null;
  const own = ownAddresses(recipient);
  const { question, refusal, itipMethod } = deps.look(() => {
    const asked = mailQuestion(account, message, own, now, deps.settings);
    const because = firstRefusal(mailRules, asked);
    return { question: asked, refusal: because, itipMethod: itipMethodOf(meeting, message.header) };
  });
  const { setting, reversePath, header } = question;
  if (refusal !== null || reversePath === null) {
    deps.log('vacation-skipped', {
      account: account.name,
      messageId: readMessageId(header),
      because: refusal?.name ?? 'null-reverse-path',
    });
    return null;
  }
  const asking = await askingSender(account, reversePath, own, deps);
  return { ...asking, setting, reversePath, sender: senderKey(reversePath), itipMethod };
}

/** Whatever RCPT named it by counts, an alias domain's address perhaps, unless that is the address of a group. */
function ownAddresses({ account, forwardPath, expandedFrom }: Recipient): readonly Address[] {
  const own = [account.primaryAddress, ...account.aliases];
  return expandedFrom === undefined ? [...own, forwardPath] : own;
}

/** A tagged address is inside only if it would be without its tags too: anybody can write a tag. */
export async function askingSender(
  account: Account,
  reversePath: Address,
  ownAddresses: readonly Address[],
  { directory, knownSenders }: { readonly directory: Directory; readonly knownSenders: KnownSenders },
): Promise<AskingSender> {
  const plain = plainSender(reversePath);
  const isInside = (await directory.isLocalDomain(reversePath.domain)) && (await directory.isLocalDomain(plain.domain));
  const meant = isInside ? await directory.resolve(plain) : null;
  const isOwnSender =
    ownAddresses.some((own) => senderKey(own) === senderKey(reversePath)) ||
    (meant?.kind === 'account' && meant.account.id === account.id);
  const isAsked = !isInside && account.outOfOffice?.audience === 'known';
  return {
    isOwnSender,
    isGroup: meant?.kind === 'group',
    isInside,
    isKnown: isAsked && (await knownSenders.knows(account, plain)),
  };
}

/** Of the object that was read, or else what the message says of itself. */
export function itipMethodOf(meeting: Meeting | null, header: HeaderSection): string | null {
  if (meeting?.parsed.kind === 'itip') return meeting.parsed.message.method;
  const type = parseParameters(firstField(header, 'content-type') ?? '');
  return type.value === 'text/calendar' ? (type.parameters.get('method')?.toUpperCase() ?? null) : null;
}
