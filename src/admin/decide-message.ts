/**
 * A person's decision about a message that waits for one: what `booking accept` and `booking decline` have in common.
 */
import { z } from 'zod';
import type { PersonsWord } from '../booking/booking-request.js';
import type { DecisionRecord } from '../booking/decision-record.js';
import { isUnproven } from '../booking/left-to-person.js';
import { handCommand, type HandVerb } from '../booking/report/hand-commands.js';
import type { Account } from '../directory/directory.js';
import type { LeftMessage } from '../store/calendars.js';
import { ActionError } from './action.js';
import type { AdminContext } from './admin-context.js';
import { findAccount, storeOf } from './find.js';
import { searchName } from './input/fields.js';
import { decisionAsJson } from './json/decision-as-json.js';
import { findLeft } from './left-messages.js';

const MAX_COMMENT_CHARACTERS = 1000;
const MAX_UID_CHARACTERS = 10_000;

export const commentForOrganizer = () =>
  z
    .string('allowed: text')
    .max(MAX_COMMENT_CHARACTERS, `allowed: text of at most ${MAX_COMMENT_CHARACTERS} characters`);

export const uidOrNumber = () =>
  z
    .string('allowed: the number of a message or the UID of a meeting')
    .min(1, 'allowed: the number of a message or the UID of a meeting')
    .max(MAX_UID_CHARACTERS, `allowed: at most ${MAX_UID_CHARACTERS} characters`);

/** Of both actions. */
export const decisionInput = {
  resource: searchName(),
  message: uidOrNumber(),
  comment: commentForOrganizer().optional(),
  yes: z.boolean().optional(),
};

export interface MessageDecision {
  readonly resource: string;
  readonly message: string;
  readonly comment?: string | undefined;
  /** The person has checked who wrote the message. */
  readonly yes?: boolean | undefined;
  readonly verdict: HandVerb;
  readonly conflicts: PersonsWord['conflicts'];
  readonly isSilent: boolean;
}

/** Throws ActionError. */
export async function decideMessage(context: AdminContext, asked: MessageDecision) {
  const { verdict, isSilent, comment = '', conflicts, yes = false } = asked;
  const account = await findAccount(context, asked.resource);
  refuseNotAnswering(account);
  const found = await findLeft(context, account, asked.message);
  if (found.kind === 'decided') return decidedBefore(found.record, found.number, account, verdict);
  const { left } = found;
  if (isUnproven(left.record) && !yes && !isSilent) throw unprovenAuthor(left, account, verdict);
  const word = { verdict, conflicts, comment, isAuthorKnown: yes };
  const bytes = await context.mailStore.readMessage(storeOf(account), left.folder, left.uid);
  const outcome = await context.decideLeft(account, left, bytes, { word, isSilent });
  if (outcome.kind === 'impossible') throw impossible(outcome.record, left, account, verdict);
  if (outcome.kind === 'settled')
    throw new ActionError('refused', 'the message was settled meanwhile', 'run `frontdesk booking explain` to see how');
  return asResult(outcome.record, { account, number: left.number, told: outcome.told, already: false });
}

function refuseNotAnswering({ name, booking }: Account): void {
  if (booking.mrAccept) return;
  throw new ActionError(
    'refused',
    `${name} does not answer meeting requests`,
    `run \`frontdesk booking set ${name} --mr-accept yes\` first`,
  );
}

/** The same word twice is one decision. */
function decidedBefore(record: DecisionRecord, number: number, account: Account, verdict: HandVerb) {
  const isDeclined = record.decision === 'decline';
  if (isDeclined === (verdict === 'decline')) return asResult(record, { account, number, told: [], already: true });
  throw new ActionError(
    'refused',
    `it was decided already: ${record.explanation}`,
    isDeclined
      ? 'ask the organizer to send the invitation again'
      : `\`frontdesk booking cancel\` frees a booking of ${account.name}`,
  );
}

function unprovenAuthor({ number, record }: LeftMessage, { name }: Account, verdict: HandVerb): ActionError {
  const organizer = record.organizer ?? 'the organizer';
  return new ActionError(
    'refused',
    `nothing proves that ${organizer} wrote the message, and the answer would go to ${organizer}: ${record.explanation}`,
    `ask ${organizer}, then run: ${handCommand(verdict, name, String(number), '--yes')}; or settle it without an answer: ${handCommand('decline', name, String(number), '--silent')}`,
  );
}

function impossible(record: DecisionRecord, left: LeftMessage, { name }: Account, verdict: HandVerb): ActionError {
  const reference = String(left.number);
  const taken = record.occurrences.filter(({ free, because }) => !free || because !== undefined);
  if (record.because === 'not-free' && verdict === 'accept') {
    const { length: all } = record.occurrences;
    const some = all > 1 && taken.length < all ? `, or accept the other dates with --skip-taken` : '';
    return new ActionError(
      'refused',
      all > 1 ? `${taken.length} of ${all} dates are taken` : 'the time is taken',
      `book it twice with ${handCommand('accept', name, reference, '--force')}${some}; \`frontdesk booking agenda ${name}\` shows the bookings`,
    );
  }
  return new ActionError(
    'refused',
    `the message cannot be answered with a command: ${record.explanation}`,
    `read it (frontdesk message show ${name} ${left.uid} --folder ${left.folder}), reply to its author, then run: ${handCommand('decline', name, reference, '--silent')}`,
  );
}

interface ResultFacts {
  readonly account: Account;
  readonly number: number;
  readonly told: readonly string[];
  readonly already: boolean;
}

function asResult(record: DecisionRecord, { account, number, told, already }: ResultFacts) {
  const { uid, organizer, decision, because, explanation, occurrences } = decisionAsJson(record);
  return {
    ...{ resource: account.name, number, uid, organizer, decision, because, explanation, occurrences },
    /** Whom the answer went to; empty: nobody. */
    told,
    /** It was decided before; nothing was done now. */
    already,
  };
}
