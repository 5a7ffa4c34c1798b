/**
 * Performs an action in the running process or, if no process has the data folder, in this one.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../../settings/config.js';
import { StoreError } from '../../store/store-error.js';
import { ActionError } from '../action.js';
import { loadAction, type ActionName, type ResultOf } from '../actions/all-actions.js';
import { callAction, NoProcessError } from '../control/client.js';
import type { AdminContext } from '../admin-context.js';

export interface OpenContext extends AdminContext {
  close(): Promise<void>;
}

/** Opens the data folder of this configuration and takes its lock. Throws StoreError('locked') if another process has it. */
export type ContextOpener = (config: Config, options?: OpenOptions) => Promise<OpenContext>;

export interface OpenOptions {
  /** Creates a new database even if there are messages without one. */
  readonly replacesLostDatabase?: boolean;
}

/** A process that is starting or stopping has the lock but no socket; another command has it for one action. */
const LOCK_WAIT_MS = 15_000;
const LOCK_RETRY_MS = 50;

/** Where an action is performed. */
export interface ActionPlace {
  /** Absolute. */
  readonly dataFolder: string;
  /** Only read if no process is running, as a running process has its own. */
  config(): Promise<Config>;
  /** Whether this call names a configuration, which is then always read, so that its errors are reported. */
  readonly isConfigGiven?: boolean;
  /** Called once the action has begun a data folder that was not there. */
  readonly noteNewFolder?: (dataFolder: string) => void;
}

/** Throws ConfigError, StoreError, DirectoryError or ActionError. */
export async function performAction<Name extends ActionName>(
  place: ActionPlace,
  openContext: ContextOpener,
  name: Name,
  input: unknown,
  bytes?: Uint8Array,
): Promise<ResultOf<Name>> {
  if (place.isConfigGiven === true) await place.config();
  const began = performance.now();
  for (;;) {
    try {
      return await callAction(place.dataFolder, name, input, bytes);
    } catch (error) {
      if (!(error instanceof NoProcessError)) throw error;
    }
    const [action, { runAction }, config] = await Promise.all([
      loadAction(name),
      import('../run-action.js'),
      place.config(),
    ]);
    if (action.changes !== true) requireDataFolder(place.dataFolder);
    const isNew = !existsSync(join(place.dataFolder, 'data.id'));
    const context = await openUnlessLocked(
      () => openContext(config, { replacesLostDatabase: isRebuild(name, input) }),
      performance.now() - began > LOCK_WAIT_MS,
    );
    if (context === null) {
      await delay(LOCK_RETRY_MS);
      continue;
    }
    if (isNew) place.noteNewFolder?.(place.dataFolder);
    try {
      // The list of actions defines the type of the result.
      return (await runAction(context, action, input, bytes)) as ResultOf<Name>;
    } finally {
      await context.close();
    }
  }
}

/** A command that only reads does not create a new data folder where the name is mistyped. */
function requireDataFolder(dataFolder: string): void {
  if (existsSync(dataFolder)) return;
  const next = 'give an existing one with --data DIR or FRONTDESK_DATA, or start a new one: frontdesk domain add NAME';
  throw new ActionError('not-found', `data folder ${dataFolder} does not exist`, next);
}

/** `store check --rebuild` restores messages after the loss of the database. */
const isRebuild = (name: ActionName, input: unknown): boolean =>
  name === 'store-check' && typeof input === 'object' && input !== null && 'rebuild' in input && input.rebuild === true;

async function openUnlessLocked(open: () => Promise<OpenContext>, lastTry: boolean): Promise<OpenContext | null> {
  try {
    return await open();
  } catch (error) {
    if (!lastTry && error instanceof StoreError && error.reason === 'locked') return null;
    throw error;
  }
}
