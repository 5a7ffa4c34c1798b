/**
 * The backup port: a copy of the data of a running server, from which a data folder can be restored.
 */
import type { StoreProblem } from './mail-store.js';

export interface BackupOptions {
  /** Whether the copy is verified by reading all of it. */
  readonly verify: boolean;
}

export interface BackupResult {
  /** Absolute. */
  readonly folder: string;
  readonly databaseBytes: number;
  /** Segments in the copy. */
  readonly segments: number;
  /** Bytes of messages that were copied; an earlier backup in the same folder has the others. */
  readonly copiedBytes: number;
  /** null: not verified. */
  readonly messages: number | null;
  readonly problems: readonly StoreProblem[];
}

export interface BackupStore {
  /**
   * Copies everything that was durable when it was called, and possibly more, while the server continues. The folder is
   * created, or has an earlier backup of the same data, which is brought up to date. If it is interrupted, an earlier
   * backup is still valid. Throws BackupError, or errors of the file system.
   *
   * @param folder absolute
   */
  backUp(folder: string, options: BackupOptions): Promise<BackupResult>;
}

/** The backup or the restore was refused; nothing was changed. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  constructor(
    message: string,
    /** What to do next. */
    readonly hint: string,
  ) {
    super(message);
  }
}
