/** What there is after the soak, from frontdesk itself: its stores, its counters; and what the MTA behind it caught. */
import { messagesIn, outboxOf, type DeliveryFolder } from '../support/read-server.js';
import { readAnswer } from '../support/read-answer.js';
import { waitFor } from '../support/wait-for.js';
import { answerKey, placeKey, type Sums } from './expected-sums.js';
import { FULL, SOAK_AWAY, SOAK_USERS, TIGHT } from './make-stories.js';
import { SERIES_ROOM, SOAK_ROOMS } from './meeting-stories.js';
import type { SoakServer } from './soak-server.js';
import { SOAK_DOMAIN } from './write-message.js';

const folders: readonly DeliveryFolder[] = ['Inbox', 'Handled', 'Junk'];
/** On a busy machine, with a few hundred answers under way. */
const RELAYED_WITHIN_MS = 120_000;
/** Answers are known by it from notices. */
const ours = `@${SOAK_DOMAIN}`;

/** Message-IDs of the soak's messages, by `account/folder`; notices of frontdesk's own are left out. */
export async function storedPlaces({ frontdesk }: SoakServer): Promise<ReadonlyMap<string, readonly string[]>> {
  const places = new Map<string, readonly string[]>();
  for (const account of [...SOAK_USERS, ...SOAK_AWAY, ...SOAK_ROOMS, SERIES_ROOM, FULL, TIGHT]) {
    for (const folder of folders) {
      const ids = (await messagesIn(frontdesk, account, folder))
        .map(({ messageId }) => (messageId ?? 'none').replace(/^<|>$/g, ''))
        .filter((id) => id.endsWith(ours));
      if (ids.length > 0) places.set(placeKey(account, folder), ids);
    }
  }
  return places;
}

/** What was caught, each message once: after a kill the same one may go out again (docs/message-path.md). */
export function caughtAnswers({ outside }: SoakServer): readonly string[] {
  const answers = new Map<string, string>();
  for (const { bytes, recipients } of outside.messages) {
    const { messageId, inReplyTo, partstat } = readAnswer(bytes);
    const what = partstat === '' ? (inReplyTo === '' ? 'notice' : 'vacation') : partstat;
    answers.set(messageId, answerKey(what, recipients.join(), inReplyTo.replace(/^<|>$/g, '')));
  }
  return [...answers.values()];
}

/** Until nothing of frontdesk's is on its way any more. */
export async function untilAllIsOut({ frontdesk }: SoakServer): Promise<void> {
  const isEmpty = async (): Promise<boolean> => (await outboxOf(frontdesk)).length === 0;
  await waitFor('an empty outbox', isEmpty, { withinMs: RELAYED_WITHIN_MS, everyMs: 200 });
}

/** Every figure of /metrics by its name and labels. */
export async function readCounters({ httpPort }: SoakServer): Promise<Sums> {
  const text = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
  return new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('frontdesk_'))
      .map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
  );
}
