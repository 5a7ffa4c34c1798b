/**
 * The default configuration of vacation responses, for tests.
 */
import type { VacationSettings } from '../../src/delivery/planning/inbound-context.js';
import type { KnownSenders } from '../../src/delivery/planning/known-senders.js';
import { configSchema } from '../../src/settings/config-schema.js';

export const vacationSettings: VacationSettings = configSchema.shape.oof.parse({});

export const nobodyKnown: KnownSenders = { knows: () => Promise.resolve(false) };
