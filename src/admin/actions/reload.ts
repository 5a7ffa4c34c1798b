/**
 * Reloads the configuration of the running process, as SIGHUP does, and reports what has changed.
 */
import { z } from 'zod';
import type { ReloadReport } from '../../runtime/running-process.js';
import { action, ActionError } from '../action.js';

export const reload = action({
  name: 'reload',
  input: z.strictObject({}),
  run({ process }): Promise<ReloadReport> {
    if (process === null)
      throw new ActionError('refused', 'frontdesk is not running, so there is nothing to reload', 'frontdesk start');
    return Promise.resolve(process.reload());
  },
});
