/**
 * Backs up the data folder.
 */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { action } from '../action.js';

export const storeBackup = action({
  name: 'store-backup',
  input: z.strictObject({
    folder: z.string().refine(isAbsolute, 'must be an absolute path'),
    verify: z.boolean().default(true),
  }),
  run: (context, { folder, verify }) => context.backups.backUp(folder, { verify }),
});
