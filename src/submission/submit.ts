/**
 * The way of an outgoing mail, from a logged-in client to the outbox:
 *
 *   account, quota -> read authors and calendar -> authorise -> stamp -> Sent copies, outbox, audit in one commit -> 250
 *
 * The only place of the outbound path that turns errors into replies. No 250 before the commit is durable, and nothing
 * is stored of a mail that is refused.
 */
import { randomBytes } from 'node:crypto';
import { authorise, type AuthorSettings, type AuthorshipDecision } from '../authorship/authorise.js';
import { readCalendar, type CalendarReading } from '../authorship/calendar/read-calendar.js';
import { applyReplacements } from '../authorship/calendar/replace-in-part.js';
import { stampCalendar, type CalendarSettings, type CalendarStamp } from '../authorship/calendar/stamp-calendar.js';
import type { CopySettings } from '../authorship/plan-copies.js';
import { readWriting } from '../authorship/read-writing.js';
import type { Refusal } from '../authorship/refusal.js';
import type { Person } from '../authorship/writing-rights.js';
import { quotaOf } from '../directory/quota.js';
import type { Account, Directory } from '../directory/directory.js';
import { defaultCalendarPartLimits, isCostlyToRead } from '../mail/find-calendar-parts.js';
import { readHeaderSection } from '../mail/header-section.js';
import { readMessageId } from '../mail/message-ids.js';
import { tryAgainLater, type Reply } from '../mail/reply.js';
import { submissionProof } from '../mail/submission-proof.js';
import type { EffectiveQuota } from '../quota/quota-limits.js';
import { createTurns, type Turns } from '../runtime/in-turn.js';
import { leaveRoomAfter } from '../runtime/leave-room.js';
import type { Log } from '../runtime/log.js';
import type { SubmissionPlan, DeliveryDesk } from '../store/delivery-desk.js';
import type { QuotaLedger } from '../store/quota-ledger.js';
import { chooseSentFolders, writersOf } from './choose-sent-folders.js';
import { ownMeetingIn, type OwnMeetingSettings } from './own-meeting-in.js';
import { gatherWritingRights } from './gather-writing-rights.js';
import { logIn, renewSubmitter, type LoginDeps } from './log-in.js';
import type { OutboundPath, Submission, Submitter } from './outbound-path.js';
import { planSubmission, type AllowedMessage } from './plan-submission.js';

export interface OutboundSettings extends OwnMeetingSettings {
  readonly hostname: string;
  readonly quota: EffectiveQuota;
  readonly authors: AuthorSettings;
  readonly copies: Omit<CopySettings, 'ofOwner'>;
  readonly calendar: CalendarSettings;
  readonly disabledFeatures: readonly string[];
}

export interface OutboundDependencies {
  readonly directory: Directory;
  readonly quotas: Pick<QuotaLedger, 'usedBytes'>;
  readonly desk: Pick<DeliveryDesk, 'submit' | 'read'>;
  readonly guard: LoginDeps['guard'];
  readonly log: Log;
  /** What the proof of our submission is made with (mail/submission-proof.ts). */
  readonly secret: Uint8Array;
  /** Those in effect now. */
  readonly settings: () => OutboundSettings;
  /** There is something new in the outbox. */
  readonly wakeOutbox: () => void;
}

const overQuota: Reply = {
  code: 552,
  status: '5.2.2',
  text: 'Mailbox too full to send, delete some messages first',
};
const mayNotSend: Reply = { code: 550, status: '5.7.1', text: 'This account is no longer allowed to send' };
const noRecipients: Reply = { code: 554, status: '5.5.1', text: 'No valid recipients' };

interface SubmittingDeps extends OutboundDependencies {
  /** Large calendar objects are read one at a time: each delays all other work. */
  readonly costlyReads: Turns<'costly'>;
}

export function createOutboundPath(dependencies: OutboundDependencies): OutboundPath {
  const deps: SubmittingDeps = { ...dependencies, costlyReads: createTurns<'costly'>() };
  return {
    async logIn(attempt) {
      const { log, settings } = deps;
      try {
        const outcome = await logIn(attempt, { ...deps, disabledFeatures: settings().disabledFeatures });
        if (outcome.kind === 'refused') {
          log('login-refused', { ip: attempt.ip, login: attempt.login, because: outcome.because });
        }
        return outcome;
      } catch (cause) {
        log('directory-unavailable', { login: attempt.login, cause });
        return { kind: 'refused', reply: { code: 454, status: '4.7.0', text: 'Temporary failure, try again later' } };
      }
    },
    async submit(submitter, submission) {
      try {
        const outcome = await submit(submitter, submission, deps);
        if (outcome.kind === 'submitted') return outcome.reply;
        const { code, status, text } = outcome.reply;
        const { because } = outcome;
        deps.log('mail-not-submitted', { ...named(submitter), because, code, status, reason: text });
        return outcome.reply;
      } catch (cause) {
        deps.log('submission-failed', { ...named(submitter), cause });
        return tryAgainLater;
      }
    },
  };
}

/** Both names, wherever two are concerned. */
function named({ actor, target }: Submitter): { readonly actor: string } {
  return { actor: target === null ? actor.name : `${actor.name}#${target.name}` };
}

type Outcome =
  | { readonly kind: 'submitted'; readonly reply: Reply }
  | { readonly kind: 'refused'; readonly because: string; readonly reply: Reply };

async function submit(given: Submitter, submission: Submission, deps: SubmittingDeps): Promise<Outcome> {
  const settings = deps.settings();
  // Scripts on this machine need no log-in: who they are was asked a moment ago.
  const isLocal = submission.peer === null;
  const submitter = isLocal ? given : await renewSubmitter(given, deps.directory, settings.disabledFeatures);
  if (submitter === null) return { kind: 'refused', because: 'may-not-submit', reply: mayNotSend };
  if (submission.recipients.length === 0) return { kind: 'refused', because: 'no-recipients', reply: noRecipients };
  if (await isTooFull(submitter.actor, deps, settings)) {
    return { kind: 'refused', because: 'over-quota', reply: overQuota };
  }
  const allowed = await allow(submitter, submission, deps);
  if (allowed.kind === 'refused') return allowed;
  const queueId = randomBytes(12).toString('hex');
  const { decision } = allowed.mail;
  const writers = await writersOf(decision, deps.directory);
  const copies = chooseSentFolders(decision, settings.copies, writers);
  const planned = { hostname: settings.hostname, queueId, copies, writers };
  await commit(() => planSubmission(allowed.mail, planned), allowed.mail, deps);
  deps.wakeOutbox();
  const { messageId } = allowed.mail;
  deps.log('mail-submitted', { ...named(submitter), owner: decision.owner?.name, messageId, queueId });
  return { kind: 'submitted', reply: { code: 250, status: '2.0.0', text: `Queued as ${queueId}` } };
}

/** A calendar that moves under the plan this often is left as it is: the message goes all the same. */
const MAX_PLANS = 10;

/** @param plan made anew for each try: its bytes are given away */
async function commit(
  plan: () => SubmissionPlan,
  { submission, objects }: AllowedMessage,
  deps: OutboundDependencies,
): Promise<void> {
  for (let plans = 0; plans < MAX_PLANS; plans += 1) {
    const calendar = await ownMeetingIn(objects, submission.receivedAt, { ...deps, ...deps.settings() });
    if ((await deps.desk.submit({ ...plan(), calendar })) === 'done') return;
  }
  await deps.desk.submit(plan());
}

async function isTooFull(
  actor: Account,
  { directory, quotas }: OutboundDependencies,
  { quota }: OutboundSettings,
): Promise<boolean> {
  if (actor.storeId === null) return false;
  const { softBytes } = await quotaOf(actor, directory, quota);
  return softBytes > 0 && (await quotas.usedBytes(actor.storeId)) >= softBytes;
}

async function readInTurn(bytes: Uint8Array, turns: Turns<'costly'>): Promise<CalendarReading | Refusal> {
  const limits = defaultCalendarPartLimits;
  if (!isCostlyToRead(bytes, limits)) return readCalendar(bytes, limits);
  return turns.inTurn(['costly'], () => leaveRoomAfter(() => Promise.resolve(readCalendar(bytes, limits))));
}

/** Reads what the message says of itself, and decides whether the submitter may say so. */
async function allow(
  submitter: Submitter,
  submission: Submission,
  { directory, log, secret, settings, costlyReads }: SubmittingDeps,
): Promise<{ readonly kind: 'allowed'; readonly mail: AllowedMessage } | Refusal> {
  const { authors, calendar } = settings();
  const { bytes } = submission;
  const writing = readWriting(bytes, submission.reversePath);
  if (writing.kind === 'refused') return writing;
  const reading = await readInTurn(bytes, costlyReads);
  if (reading.kind === 'refused') return reading;
  const rightsByAddress = await gatherWritingRights(
    submitter.actor,
    [...writing.addresses, ...reading.users],
    directory,
  );
  const party = {
    actor: personOf(submitter.actor),
    target: submitter.target && personOf(submitter.target),
    rightsByAddress,
  };
  const authorship = authorise(writing, party, authors, reading.users);
  if (authorship.kind === 'refused') return authorship;
  const { decision } = authorship;
  const stamp = stampCalendar(reading, decision, rightsByAddress, calendar);
  if (stamp.kind === 'refused') return stamp;
  for (const because of stamp.leftAlone) log('calendar-not-stamped', { ...named(submitter), because });

  const fields = readHeaderSection(bytes);
  const messageId = readMessageId(fields) ?? newMessageId(decision);
  const stamped = stamp.replacements.length === 0 ? bytes : applyReplacements(bytes, stamp.replacements);
  return {
    kind: 'allowed',
    mail: {
      submitter,
      submission,
      decision,
      header: writing.header,
      fields,
      body: stamped.subarray(writing.header.bytes.length),
      messageId,
      objects: stamp.objects,
      proof: proofOf(messageId, decision, stamp, secret),
    },
  };
}

const personOf = ({ name, fullName, primaryAddress }: Account): Person => ({ name, fullName, address: primaryAddress });

function newMessageId({ from, actor }: AuthorshipDecision): string {
  const { domain } = from.field.mailboxes[0]?.address ?? actor.address;
  return `<${randomBytes(16).toString('hex')}@${domain}>`;
}

/** Only a calendar object is worth it: booking asks for it. */
function proofOf(
  messageId: string,
  { from }: AuthorshipDecision,
  { objects }: CalendarStamp,
  secret: Uint8Array,
): string | null {
  if (objects.length === 0) return null;
  const authors = from.field.mailboxes.map(({ address }) => address);
  return submissionProof(secret, { messageId, from: authors, calendarObjects: objects });
}
