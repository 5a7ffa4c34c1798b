/**
 * Whether the sender of a message would be told that somebody is away, with every rule's verdict and nothing changed:
 * the way of a message up to the answer. `frontdesk oof explain` prints it.
 */
import type { Account } from '../../directory/directory.js';
import type { Address } from '../../mail/address.js';
import { readHeaderSection, type HeaderSection } from '../../mail/header-section.js';
import { readAddressees } from '../../mail/read-addressees.js';
import { accountRules, type AccountQuestion, type LastAnswer } from '../../out-of-office/account-rules.js';
import { mailRules } from '../../out-of-office/message-rules.js';
import { neverAway } from '../../out-of-office/out-of-office.js';
import { senderKey } from '../../out-of-office/sender-key.js';
import type { VacationRule } from '../../out-of-office/vacation-rule.js';
import { askingSender, itipMethodOf, mailQuestion } from '../planning/ask-vacation.js';
import type { InboundDeps } from '../planning/inbound-context.js';
import { explainMessage, findStoredMeeting, returnPath } from './explain-message.js';
import { quotaOf } from '../../directory/quota.js';
import { isHandled } from '../planning/rules/answer-out-of-office.js';

export interface RuleVerdict {
  readonly rule: string;
  /** `not-asked`: without a sender there is nothing to ask. */
  readonly verdict: 'passes' | 'refuses' | 'not-asked';
  /** What it says when it refuses. */
  readonly because: string;
}

export interface VacationExplanation {
  readonly reversePath: Address | null;
  /** null without a reverse-path. */
  readonly isInside: boolean | null;
  /** In the order in which they are asked. */
  readonly verdicts: readonly RuleVerdict[];
  /** What the log knows of this sender. */
  readonly lastAnswer: LastAnswer | null;
  readonly answersInLastHour: number;
}

type ExplainDeps = Pick<InboundDeps, 'directory' | 'desk' | 'clock' | 'log' | 'settings' | 'knownSenders'>;

/** Names in To and Cc that are looked up; a message to more is explained by its first. */
const MAX_LOOKED_UP = 100;

/** @param from the reverse-path; undefined: what Return-Path says, or else the author */
export async function explainVacation(
  account: Account,
  bytes: Uint8Array,
  from: Address | null | undefined,
  deps: ExplainDeps,
): Promise<VacationExplanation> {
  const header = readHeaderSection(bytes);
  const reversePath = from === undefined ? returnPath(header) : from;
  const own = await namesOf(account, header, deps);
  const question = mailQuestion(account, { reversePath, header }, own, deps.clock(), deps.settings);
  const ofMail = mailRules.map((rule) => verdictOf(rule, rule.refuses(question)));
  if (reversePath === null) {
    const unasked = accountRules.map((rule) => verdictOf(rule, null));
    const verdicts = [...ofMail, ...unasked];
    return { reversePath, isInside: null, verdicts, lastAnswer: null, answersInLastHour: 0 };
  }
  const further = await furtherQuestion(account, bytes, header, reversePath, own, deps);
  const verdicts = [...ofMail, ...accountRules.map((rule) => verdictOf(rule, rule.refuses(further)))];
  const { isInside, lastAnswer, answersInLastHour } = further;
  return { reversePath, isInside, verdicts, lastAnswer, answersInLastHour };
}

async function furtherQuestion(
  account: Account,
  bytes: Uint8Array,
  header: HeaderSection,
  reversePath: Address,
  own: readonly Address[],
  deps: ExplainDeps,
): Promise<AccountQuestion> {
  const { storeId, language, outOfOffice } = account;
  if (storeId === null) throw new Error(`account ${account.name} has no store`);
  const now = deps.clock();
  const answerLog = { sender: senderKey(reversePath) };
  const read = await deps.desk.read({ storeId, deliveryId: '', now, calendar: null, answerLog });
  const { hardBytes } = await quotaOf(account, deps.directory, deps.settings.quota);
  const decision = await explainMessage(account, bytes, deps);
  return {
    ...(await askingSender(account, reversePath, own, deps)),
    setting: outOfOffice ?? neverAway,
    now,
    language,
    itipMethod: itipMethodOf(findStoredMeeting(header, bytes, deps.settings), header),
    isHandledByBooking: decision !== null && isHandled(decision),
    isOverQuota: hardBytes > 0 && read.usedBytes >= hardBytes,
    lastAnswer: read.answerLog?.lastAnswer ?? null,
    answersInLastHour: read.answerLog?.answersInLastHour ?? 0,
    maxPerHour: deps.settings.outOfOffice.maxPerHour,
  };
}

/** The envelope is gone: an address in To or Cc that means the account is what RCPT would have named it by. */
async function namesOf(
  { id, primaryAddress, aliases }: Account,
  header: HeaderSection,
  { directory }: ExplainDeps,
): Promise<readonly Address[]> {
  const meant = await Promise.all(
    readAddressees(header)
      .slice(0, MAX_LOOKED_UP)
      .map(async (address) => {
        const found = await directory.resolve(address);
        return found.kind === 'account' && found.account.id === id ? [address] : [];
      }),
  );
  return [primaryAddress, ...aliases, ...meant.flat()];
}

function verdictOf({ name, because }: VacationRule<never>, refuses: boolean | null): RuleVerdict {
  return { rule: name, verdict: refuses === null ? 'not-asked' : refuses ? 'refuses' : 'passes', because };
}
