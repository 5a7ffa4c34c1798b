/** The answers of a memory directory about deputies and writing rights: there are none. */
import type { DeputyReads } from '../../src/directory/deputies.js';

export const noDeputies: DeputyReads = {
  partyOf: () => Promise.resolve(null),
  partyById: () => Promise.resolve(null),
  groupIdsOf: () => Promise.resolve([]),
  sendAsOf: () => Promise.resolve([]),
  deputiesOf: () => Promise.resolve([]),
  grantsTo: () => Promise.resolve([]),
  grantsAfter: () => Promise.resolve([]),
  writingRights: () => Promise.resolve(null),
};
