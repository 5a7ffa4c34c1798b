/**
 * What a directory in memory says of deputies and rights to write: that there are none.
 */
import type { DeputyReads } from '../../src/directory/deputies.js';

export const noDeputies: DeputyReads = {
  partyOf: () => Promise.resolve(null),
  partyById: () => Promise.resolve(null),
  groupIdsOf: () => Promise.resolve([]),
  sendAsOf: () => Promise.resolve([]),
  deputiesOf: () => Promise.resolve([]),
  grantsTo: () => Promise.resolve([]),
  grants: () => Promise.resolve([]),
  writingRights: () => Promise.resolve(null),
};
