/**
 * Has the running process read its configuration again, as SIGHUP does, and says what came of it.
 */
import { z } from 'zod';
import type { ReloadReport } from '../../runtime/running-process.js';
import { action, ActionError } from '../action.js';

export const reload = action({
  name: 'reload',
  summary: 'Has the running process read its configuration again.',
  input: z.strictObject({}),
  run({ process }): Promise<ReloadReport> {
    if (process === null)
      throw new ActionError('refused', 'no process runs, so nothing can be reloaded', 'frontdesk start');
    return Promise.resolve(process.reload());
  },
});
