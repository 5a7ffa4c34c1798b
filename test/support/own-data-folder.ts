/** A process that owns a data folder until it is ended: `own-data-folder.ts DATA-FOLDER`, with an IPC channel. */
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';

const [dataFolder] = process.argv.slice(2);
if (dataFolder === undefined) throw new Error('which data folder?');
const store = await openSqliteStore({ dataFolder, expectedDataId: null, duplicateWindowMs: 1 });
process.send?.(store.dataId);
// The channel keeps the process alive.
process.on('message', () => null);
