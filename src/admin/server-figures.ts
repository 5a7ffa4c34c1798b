/**
 * Metrics of the server that are read on demand: the writer's commits, the messages in the outbox, free disk space.
 */
import { statfs } from 'node:fs/promises';
import type { Clock } from '../runtime/clock.js';
import type { Figure } from '../runtime/metrics.js';
import type { Calendars } from '../store/calendars.js';
import type { Outbox } from '../store/outbox.js';

/** Counters of the store's writer since its start. */
export interface WriterFigures {
  readonly calls: number;
  readonly commits: number;
  readonly segmentSyncs: number;
  readonly failures: number;
}

export interface FigureSources {
  readonly writer: () => WriterFigures;
  readonly outbox: Pick<Outbox, 'outboxDepths'>;
  readonly calendars: Pick<Calendars, 'leftCounts'>;
  readonly clock: Clock;
  readonly dataFolder: string;
}

const MS_PER_SECOND = 1000;

export function serverFigures({ writer, outbox, calendars, clock, dataFolder }: FigureSources): readonly Figure[] {
  const written = (name: string, help: string, read: (figures: WriterFigures) => number): Figure => {
    return { name, help, kind: 'counter', read: () => [{ value: read(writer()) }] };
  };
  return [
    written('frontdesk_store_calls_total', 'Calls of the writer: plans and changes.', ({ calls }) => calls),
    written(
      'frontdesk_store_commits_total',
      'Commits of the writer; calls divided by commits is the average group size.',
      (each) => each.commits,
    ),
    written('frontdesk_store_syncs_total', 'Syncs of message bodies to disk.', (each) => each.segmentSyncs),
    written('frontdesk_store_failures_total', 'Calls that could not be written.', ({ failures }) => failures),
    {
      name: 'frontdesk_outbox_mails',
      help: 'Outgoing messages that wait, are held, or have failed.',
      kind: 'gauge',
      labelNames: ['state'],
      read: async () =>
        (await outbox.outboxDepths()).map(({ state, messages }) => ({ labels: { state }, value: messages })),
    },
    {
      name: 'frontdesk_outbox_oldest_age_seconds',
      help: 'Age of the oldest of these messages; 0 if there is none.',
      kind: 'gauge',
      labelNames: ['state'],
      read: async () =>
        (await outbox.outboxDepths()).map(({ state, oldestAt }) => {
          const ageMs = oldestAt === null ? 0 : Math.max(0, clock() - oldestAt);
          return { labels: { state }, value: ageMs / MS_PER_SECOND };
        }),
    },
    ...leftFigures(calendars, clock),
    {
      name: 'frontdesk_data_free_bytes',
      help: 'Free space on the disk of the data folder.',
      kind: 'gauge',
      async read() {
        const { bavail, bsize } = await statfs(dataFolder);
        return [{ value: bavail * bsize }];
      },
    },
  ];
}

/** The messages to resources that wait for a person. */
function leftFigures(calendars: FigureSources['calendars'], clock: Clock): readonly Figure[] {
  return [
    {
      name: 'frontdesk_booking_left_messages',
      help: 'Messages to resources that wait for a person; decided and past ones do not count.',
      kind: 'gauge',
      read: async () => [
        { value: (await calendars.leftCounts(clock())).reduce((sum, { messages }) => sum + messages, 0) },
      ],
    },
    {
      name: 'frontdesk_booking_left_oldest_age_seconds',
      help: 'How long the first of these messages has waited; 0 if there is none.',
      kind: 'gauge',
      async read() {
        const now = clock();
        const ages = (await calendars.leftCounts(now)).map(({ oldestAt }) => now - oldestAt);
        return [{ value: Math.max(0, ...ages) / MS_PER_SECOND }];
      },
    },
  ];
}
