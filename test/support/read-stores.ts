/** What a test reads of the stores of a test server, and how it changes a calendar behind its back. */
import type { CalendarChange, CalendarEntry } from '../../src/booking/calendar-entry.js';
import type { StoreId } from '../../src/directory/account.js';
import type { Directory } from '../../src/directory/directory.js';
import { formatAddress } from '../../src/mail/address.js';
import { instant, type Instant } from '../../src/mail/instant.js';
import type { Calendars } from '../../src/store/calendars.js';
import type { DeliveryDesk } from '../../src/store/delivery-desk.js';
import type { MailStore } from '../../src/store/mail-store.js';
import type { Outbox, OutboxEntry } from '../../src/store/outbox.js';
import { readAnswer, type Answer } from './read-answer.js';

export interface SentAnswer extends Answer {
  /** The null one is ''. */
  readonly reversePath: string;
  readonly to: readonly string[];
  readonly bytes: Uint8Array;
}

interface ReadFrom {
  readonly directory: Directory;
  readonly desk: DeliveryDesk;
  readonly calendars: Calendars;
  readonly outbox: Outbox;
  readonly mailStore: MailStore;
}

export interface Reading {
  /** What was sent since the last time, oldest first; of one moment in no order. */
  sent(): Promise<readonly SentAnswer[]>;
  /** The whole outbox with the messages as text. */
  outgoing(): Promise<readonly (OutboxEntry & { readonly text: string })[]>;
  /** Starts of what takes the account from now on, RFC 3339 to the minute. */
  taken(name: string): Promise<readonly string[]>;
  /** `accepted 2027-02-08T08:00 Planning`, one line an occurrence from now on. */
  agenda(name: string): Promise<readonly string[]>;
  /** What the calendar keeps of a meeting of any organizer. */
  entries(name: string, uid: string): Promise<readonly CalendarEntry[]>;
  /** Folder and flags of each message: `Inbox`, `Handled \Seen`. */
  filed(name: string): Promise<readonly string[]>;
  /** Each message of the account as it is stored: our fields, then what came. */
  messagesOf(name: string): Promise<readonly string[]>;
  /** The last decision about the account's messages. */
  lastDecision(name: string): Promise<string | undefined>;
  /** Changes a calendar as another client of it would. */
  change(name: string, change: CalendarChange): Promise<void>;
}

/** Beyond whatever a test books. */
const LOOK_AHEAD_MS = 4e12;

export function readingOf({ directory, desk, calendars, outbox, mailStore }: ReadFrom, clock: () => Instant): Reading {
  const seen = new Set<string>();
  const storeOf = async (name: string): Promise<StoreId> => {
    const storeId = (await directory.accountByName(name))?.storeId ?? null;
    if (storeId === null) throw new Error(`no account ${name} with a store`);
    return storeId;
  };
  const busyOf = async (name: string): ReturnType<Calendars['agenda']> =>
    calendars.agenda(await storeOf(name), { start: clock(), end: instant(clock() + LOOK_AHEAD_MS) });
  const eachMessage = async <Read>(
    name: string,
    read: (message: { storeId: StoreId; folder: string; uid: number; flags: readonly string[] }) => Promise<Read>,
  ): Promise<readonly Read[]> => {
    const storeId = await storeOf(name);
    const found: Read[] = [];
    for (const { name: folder } of await mailStore.folders(storeId))
      for (const { uid, flags } of await mailStore.messages(storeId, folder))
        found.push(await read({ storeId, folder, uid, flags }));
    return found;
  };
  return {
    sent: () => newMails(outbox, seen),
    outgoing: async () =>
      Promise.all(
        (await outbox.outboxEntries()).map(async (entry) => ({
          ...entry,
          text: Buffer.from((await outbox.outboxBytes(entry.id)) ?? []).toString('utf8'),
        })),
      ),
    taken: async (name) => (await busyOf(name)).map(({ start }) => toTheMinute(start)),
    agenda: async (name) =>
      (await busyOf(name)).map(({ partstat, start, summary }) => `${partstat} ${toTheMinute(start)} ${summary}`),
    entries: async (name, uid) => calendars.entries(await storeOf(name), [uid]),
    filed: (name) => eachMessage(name, ({ folder, flags }) => Promise.resolve([folder, ...flags].join(' '))),
    messagesOf: (name) =>
      eachMessage(name, async ({ storeId, folder, uid }) =>
        Buffer.from(await mailStore.readMessage(storeId, folder, uid)).toString('utf8'),
      ),
    async lastDecision(name) {
      const [last] = await calendars.decisions(await storeOf(name), 1);
      return last === undefined
        ? undefined
        : [last.decision, ...(last.because === null ? [] : [last.because])].join(' ');
    },
    change: async (name, change) => changeCalendar(desk, await storeOf(name), change, clock()),
  };
}

function toTheMinute(at: Instant): string {
  return new Date(at).toISOString().slice(0, 16);
}

async function newMails(outbox: Outbox, seen: Set<string>): Promise<readonly SentAnswer[]> {
  const entries = (await outbox.outboxEntries()).filter(({ id }) => !seen.has(id));
  return await Promise.all(
    entries.map(async ({ id, reversePath, recipients }) => {
      seen.add(id);
      const bytes = (await outbox.outboxBytes(id)) ?? new Uint8Array();
      const from = reversePath === null ? '' : formatAddress(reversePath);
      return { ...readAnswer(bytes), bytes, reversePath: from, to: recipients.map(formatAddress) };
    }),
  );
}

async function changeCalendar(
  desk: DeliveryDesk,
  storeId: StoreId,
  change: CalendarChange,
  now: Instant,
): Promise<void> {
  const read = await desk.read({ storeId, deliveryId: '', now, calendar: { uids: [], busyIn: [] } });
  const basedOn = read.calendar?.version ?? 0;
  const bytes = new Uint8Array(Buffer.from('Subject: change\r\n\r\n'));
  await desk.deliver(
    [
      {
        storeId,
        deliveryId: `change-of-${basedOn}`,
        message: { kind: 'memory', bytes, sizeBytes: bytes.byteLength },
        filing: { folder: 'Changes', flags: [], prefix: new Uint8Array(), outsideQuota: true },
        hardLimitBytes: 0,
        calendar: { basedOn, change },
        decision: null,
        outgoing: [],
        receivedAt: now,
      },
    ],
    { moreToCome: false },
  );
}
