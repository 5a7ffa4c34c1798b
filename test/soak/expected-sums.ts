/** What the messages that were brought must come to: in the stores, in the relay, and in the counters of frontdesk. */
import type { DeliveryFolder } from '../support/read-server.js';
import type { Fate, SoakMail } from './soak-story.js';

/** A number by what it counts. */
export type Sums = ReadonlyMap<string, number>;

/** Message-IDs without angle brackets, by `account/folder`. */
export function expectedPlaces(messages: readonly SoakMail[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const { mail, fate } of fatesOf(messages)) {
    for (const { account, folder } of fate.kind === 'filed' ? fate.places : []) {
      const key = placeKey(account, folder);
      places.set(key, [...(places.get(key) ?? []), mail.messageId]);
    }
  }
  return places;
}

export const placeKey = (account: string, folder: DeliveryFolder): string => `${account}/${folder}`;

/** `ACCEPTED to organizer1@soak.example for 17@soak.example`, one for each message that goes out. */
export function expectedAnswers(messages: readonly SoakMail[]): readonly string[] {
  return fatesOf(messages).flatMap(({ mail: { from, messageId }, fate }) => {
    if (fate.kind !== 'filed') return [];
    return [
      ...(fate.answer === undefined ? [] : [answerKey(fate.answer, from, messageId)]),
      // It answers nothing: it has no In-Reply-To.
      ...(fate.hasNotice === true ? [answerKey('notice', from, '')] : []),
    ];
  });
}

export const answerKey = (what: string, to: string, messageId: string): string => `${what} to ${to} for ${messageId}`;

/** As the counters of frontdesk have them (src/runtime/metrics.ts). */
export function expectedCounters(messages: readonly SoakMail[]): Sums {
  const sums = new Map<string, number>(noFaults);
  const add = (name: string, more = 1): void => {
    if (more > 0) sums.set(name, (sums.get(name) ?? 0) + more);
  };
  for (const mail of messages) {
    const isTaken = mail.recipients.some(({ fate }) => fate.kind !== 'refused' || fate.at === 'DATA');
    if (isTaken && !mail.isTooLarge) add('frontdesk_messages_received_total');
  }
  for (const { fate } of fatesOf(messages)) countFate(fate, add);
  add('frontdesk_relay_attempts_total{result="relayed"}', expectedAnswers(messages).length);
  return sums;
}

const event = (name: string): string => `frontdesk_events_total{event="${name}"}`;

/** What must not happen at all. */
const noFaults = [
  'delivery-failed',
  'booking-failed',
  'booking-skipped',
  'vacation-failed',
  'store-failed',
  'outbox-failed',
  'lmtp-connection-failed',
  'mail-relay-failed',
].map((name) => [event(name), 0] as const);

function countFate(fate: Fate, add: (name: string, more?: number) => void): void {
  switch (fate.kind) {
    case 'refused':
      if (fate.at === 'RCPT') add(`frontdesk_recipients_refused_total{status="${fate.reply.split(' ')[1] ?? ''}"}`);
      else add(`frontdesk_messages_refused_total{because="${fate.because ?? ''}"}`);
      break;
    case 'repeated':
      add(event('message-duplicate'), fate.stores);
      break;
    case 'filed':
      for (const { folder } of fate.places) add(`frontdesk_messages_filed_total{folder="${folder}"}`);
      if (fate.decision !== undefined) add(`frontdesk_booking_decisions_total{decision="${fate.decision}"}`);
      if (fate.answer === 'vacation') add(event('vacation-sent'));
      if (fate.skipsVacation === true) add(event('vacation-skipped'));
  }
}

function fatesOf(messages: readonly SoakMail[]): readonly { readonly mail: SoakMail; readonly fate: Fate }[] {
  return messages.flatMap((mail) => mail.recipients.map(({ fate }) => ({ mail, fate })));
}
