/**
 * The embedded engine of the store ports: one database and shared segments in a data folder that one process uses.
 * Reads run on the calling thread, writes in one writer thread.
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemClock } from '../../runtime/clock.js';
import type { AccessStore } from '../access-store.js';
import type { Audit } from '../audit.js';
import type { BackupStore } from '../backup-store.js';
import type { Calendars } from '../calendars.js';
import type { DeliveryDesk } from '../delivery-desk.js';
import { type ChangeFeed, createChangeFeed } from '../change-feed.js';
import type { MailStore } from '../mail-store.js';
import type { Outbox } from '../outbox.js';
import type { QuotaLedger } from '../quota-ledger.js';
import { migrate, openDatabase } from '../../runtime/sqlite/open-database.js';
import { StoreError } from '../store-error.js';
import { openDataFolder, type DataFolder } from './data-folder.js';
import { prepareDeliver, withOwnBytes } from './deliver-plans.js';
import { mailStoreWrites } from './mail-store-writes.js';
import { prepareAccessReads } from './read-access.js';
import { prepareAuditReads } from './read-audit.js';
import { prepareCalendars } from './read-calendars.js';
import { prepareDeskReads } from './read-desk.js';
import { prepareMessageReads } from './read-messages.js';
import { prepareOutboxReads } from './read-outbox.js';
import { prepareQuotaReads } from './read-quotas.js';
import { mustReplay } from './recover-log.js';
import { prepareBackup } from './run-backup.js';
import { prepareCheck } from './run-check.js';
import { STORE_COMPONENT, storeMigrations } from './schema.js';
import { openSegmentReader, segmentLength, segmentNumbers } from './segment-files.js';
import type { WriterMetrics } from './writer.js';
import { prepareSubmit } from './submit-plan.js';
import { startWriterClient, type WriterClient } from './writer-client.js';

export interface SqliteStoreOptions {
  /** Created with mode 0700 if it does not exist. */
  readonly dataFolder: string;
  /** The `data.id` of the configuration; null: any existing data, or a new folder. */
  readonly expectedDataId: string | null;
  /** How long a repeated delivery counts as a duplicate. */
  readonly duplicateWindowMs: number;
  /** Whether the writer starts when the store is opened, and not with the first write. Default: true. */
  readonly startWriter?: boolean;
  /** Creates a new database even if there are messages without one, which can be restored from the segments. */
  readonly replacesLostDatabase?: boolean;
}

export interface SqliteStore {
  readonly desk: DeliveryDesk;
  readonly calendars: Calendars;
  readonly outbox: Outbox;
  readonly audit: Audit;
  readonly quotas: QuotaLedger;
  readonly mailStore: MailStore;
  readonly access: AccessStore;
  readonly backups: BackupStore;
  readonly changes: ChangeFeed;
  /** For the directory engine, which uses the same file. */
  readonly databasePath: string;
  readonly dataId: string;
  metrics(): WriterMetrics;
  /** Finishes earlier calls, then releases the data folder. */
  close(): Promise<void>;
}

/**
 * Opens the store. Throws StoreError: `locked` if another process has the folder, `not-found` if the configuration names
 * other data, `damaged` if there are messages but no database, `unavailable` if the database cannot be opened or has a
 * later version.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const folder = openDataFolder(options.dataFolder, options.expectedDataId);
  try {
    if (options.replacesLostDatabase !== true) requireDatabase(folder);
    return await openInFolder(folder, options);
  } catch (error) {
    folder.release();
    if (error instanceof StoreError) throw error;
    throw new StoreError('unavailable', `the database in ${options.dataFolder} cannot be opened`, { cause: error });
  }
}

/** A missing or empty database beside messages must not be mistaken for a new data folder. */
function requireDatabase({ databasePath, segmentFolder }: DataFolder): void {
  const hasDatabase = (statSync(databasePath, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const hasMessages = segmentNumbers(segmentFolder).some((segment) => (segmentLength(segmentFolder, segment) ?? 0) > 0);
  if (hasDatabase || !hasMessages) return;
  throw new StoreError(
    'damaged',
    `the database ${databasePath} is missing, but there are messages in ${segmentFolder}`,
  );
}

async function openInFolder(
  folder: DataFolder,
  { duplicateWindowMs, startWriter = true }: SqliteStoreOptions,
): Promise<SqliteStore> {
  const { databasePath, segmentFolder, dataId } = folder;
  const database = openDatabase(databasePath);
  migrate(database, STORE_COMPONENT, storeMigrations);
  const segments = openSegmentReader(segmentFolder);
  const threadData = { databasePath, segmentFolder, duplicateWindowMs };
  const changes = createChangeFeed();
  const writer = startWriterClient(threadData, (changed) => changes.tell(changed));
  // Nothing may be read before what the log has more is in the tables.
  if (startWriter || mustReplay(database, segmentFolder)) await writer.start();
  return {
    desk: { ...prepareDeskReads(database, duplicateWindowMs), ...deskWrites(writer) },
    calendars: prepareCalendars(database),
    outbox: { ...prepareOutboxReads(database), ...outboxWrites(writer) },
    audit: { ...prepareAuditReads(database), pruneAudit: (before) => writer.call('pruneAudit', { before }) },
    quotas: {
      ...prepareQuotaReads(database),
      async noteQuotaTold(storeId, told) {
        await writer.call('noteQuotaTold', { storeId, told });
      },
    },
    mailStore: {
      ...prepareMessageReads(database, segments),
      ...mailStoreWrites(writer),
      check: prepareCheck(threadData, writer),
    },
    access: { ...prepareAccessReads(database), ...accessWrites(writer) },
    backups: prepareBackup({ source: dirname(databasePath), dataId, duplicateWindowMs }, systemClock),
    changes,
    databasePath,
    dataId,
    metrics: () => writer.metrics(),
    async close() {
      await writer.close();
      segments.close();
      database.close();
      folder.release();
    },
  };
}

function deskWrites(writer: WriterClient): Pick<DeliveryDesk, 'deliver' | 'revise' | 'submit'> {
  return {
    deliver: prepareDeliver(writer),
    revise: (plan) =>
      writer.call('revise', {
        ...plan,
        outgoing: plan.outgoing.map(withOwnBytes),
      }),
    submit: prepareSubmit(writer),
  };
}

type OutboxWrites = Pick<
  Outbox,
  'enqueue' | 'enqueueOnce' | 'pruneFailed' | 'recordRelay' | 'retryNow' | 'deleteOutgoing'
>;

function outboxWrites(writer: WriterClient): OutboxWrites {
  return {
    async enqueue(messages) {
      await writer.call('enqueue', { messages: messages.map(withOwnBytes) });
    },
    async enqueueOnce(messages, now) {
      await writer.call('enqueueOnce', { messages: messages.map(withOwnBytes), now });
    },
    async recordRelay(id, { report, ...outcome }, now) {
      const told = report === undefined ? {} : { report: withOwnBytes(report) };
      await writer.call('recordRelay', { id, outcome: { ...outcome, ...told }, now });
    },
    retryNow: (id, now) => writer.call('retryNow', { id, now }),
    pruneFailed: (before) => writer.call('pruneFailed', { before }),
    deleteOutgoing: (id) => writer.call('deleteOutgoing', { id }),
  };
}

function accessWrites(writer: WriterClient): Pick<AccessStore, 'changeAccess' | 'settleGrants'> {
  return {
    changeAccess: (change) => writer.call('changeAccess', change),
    async settleGrants(storeId, granted) {
      await writer.call('settleGrants', { storeId, granted });
    },
  };
}
