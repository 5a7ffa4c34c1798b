/**
 * The soak of `npm run soak`, short, with a kill in the middle: what was brought is filed or refused with its reason,
 * who must be answered is answered, and the stores, the relay and the counters say the same.
 */
import { expect, test } from 'vitest';
import { runSoak } from '../soak/soak.js';

const MAILS = 2000;
const WITHIN_MS = 600_000;

test(
  `${MAILS} mixed mails with a kill among them: every sum agrees`,
  async () => {
    const { brought, faults, repeats } = await runSoak({ number: MAILS, seed: null, kill: true });
    expect(faults).toEqual([]);
    expect(brought).toHaveLength(MAILS);
    // Otherwise it was killed when nothing was under way.
    expect(repeats).toBeGreaterThan(0);
  },
  WITHIN_MS,
);
