/**
 * The configuration of out-of-office answers for tests, as a new house has it.
 */
import type { VacationSettings } from '../../src/delivery/ask-vacation.js';
import type { KnownSenders } from '../../src/delivery/known-senders.js';
import { configSchema } from '../../src/runtime/config-schema.js';

export const vacationSettings: VacationSettings = configSchema.shape.oof.parse({});

export const nobodyKnown: KnownSenders = { knows: () => Promise.resolve(false) };
