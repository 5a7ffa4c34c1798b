/**
 * Performs an action in the running process or, if no process has the data folder, in this one.
 */
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import type { Config } from '../../settings/config.js';
import { StoreError } from '../../store/store-error.js';
import { ActionError, type Action } from '../action.js';
import { callAction, NoProcessError } from '../control/client.js';
import type { AdminContext } from '../admin-context.js';
import { runAction } from '../run-action.js';

export interface OpenContext extends AdminContext {
  close(): Promise<void>;
}

/** Opens the data folder of this configuration and takes its lock. Throws StoreError('locked') if another process has it. */
export type ContextOpener = (config: Config) => Promise<OpenContext>;

/** A process that is starting or stopping has the lock but no socket; another command has it for one action. */
const LOCK_WAIT_MS = 15_000;
const LOCK_RETRY_MS = 50;

export async function performAction<Input extends z.ZodType, Result>(
  config: Config,
  openContext: ContextOpener,
  action: Action<Input, Result>,
  input: unknown,
  bytes?: Uint8Array,
): Promise<Result> {
  if (action.changes !== true) requireDataFolder(config.dataFolder);
  const began = performance.now();
  for (;;) {
    try {
      return await callAction(config.dataFolder, action, input, bytes);
    } catch (error) {
      if (!(error instanceof NoProcessError)) throw error;
    }
    const context = await openUnlessLocked(config, openContext, performance.now() - began > LOCK_WAIT_MS);
    if (context === null) {
      await delay(LOCK_RETRY_MS);
      continue;
    }
    try {
      return await runAction(context, action, input, bytes);
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

async function openUnlessLocked(
  config: Config,
  openContext: ContextOpener,
  lastTry: boolean,
): Promise<OpenContext | null> {
  try {
    return await openContext(config);
  } catch (error) {
    if (!lastTry && error instanceof StoreError && error.reason === 'locked') return null;
    throw error;
  }
}
