/**
 * Figures of the house that are read when somebody asks: the writer's commits, what waits in the outbox, room on the
 * disk.
 */
import { statfs } from 'node:fs/promises';
import type { Clock } from '../runtime/clock.js';
import type { Figure } from '../runtime/metrics.js';
import type { Desk } from '../store/desk.js';

/** What the store's writer has counted since it was started. */
export interface WriterFigures {
  readonly calls: number;
  readonly commits: number;
  readonly segmentSyncs: number;
  readonly failures: number;
}

export interface FigureSources {
  readonly writer: () => WriterFigures;
  readonly desk: Pick<Desk, 'outboxDepths'>;
  readonly clock: Clock;
  readonly dataFolder: string;
}

const MS_PER_SECOND = 1000;

export function serverFigures({ writer, desk, clock, dataFolder }: FigureSources): readonly Figure[] {
  const written = (name: string, help: string, read: (figures: WriterFigures) => number): Figure => {
    return { name, help, kind: 'counter', read: () => [{ value: read(writer()) }] };
  };
  return [
    written('frontdesk_store_calls_total', 'Calls the writer took: plans and changes.', ({ calls }) => calls),
    written(
      'frontdesk_store_commits_total',
      'Commits; calls by commits is how many share one.',
      (each) => each.commits,
    ),
    written('frontdesk_store_syncs_total', 'Syncs of message bodies to the disk.', (each) => each.segmentSyncs),
    written('frontdesk_store_failures_total', 'Calls that could not be written.', ({ failures }) => failures),
    {
      name: 'frontdesk_outbox_mails',
      help: 'Outgoing mails that wait, or have failed and lie there.',
      kind: 'gauge',
      labelNames: ['state'],
      read: async () =>
        (await desk.outboxDepths()).map(({ state, messages }) => ({ labels: { state }, value: messages })),
    },
    {
      name: 'frontdesk_outbox_oldest_age_seconds',
      help: 'Since the oldest of them was made; 0 if there is none.',
      kind: 'gauge',
      labelNames: ['state'],
      read: async () =>
        (await desk.outboxDepths()).map(({ state, oldestAt }) => {
          const ageMs = oldestAt === null ? 0 : Math.max(0, clock() - oldestAt);
          return { labels: { state }, value: ageMs / MS_PER_SECOND };
        }),
    },
    {
      name: 'frontdesk_data_free_bytes',
      help: 'Room on the disk of the data folder.',
      kind: 'gauge',
      async read() {
        const { bavail, bsize } = await statfs(dataFolder);
        return [{ value: bavail * bsize }];
      },
    },
  ];
}
