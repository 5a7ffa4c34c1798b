/**
 * The rounds: what is done on a schedule, beside the way of a message. Each round reads the settings of its time.
 * Path: services/housekeeping.ts starts them.
 */
import type { Directory } from '../directory/directory.js';
import { addMilliseconds } from '../mail/instant.js';
import type { FloodLimits } from '../delivery/planning/flood-limits.js';
import { settleOverdue } from '../delivery/planning/settle-waiting.js';
import { expireApprovals } from '../resources/expire-approvals.js';
import { moveHorizon } from '../resources/move-horizon.js';
import type { ResourceDeps } from '../resources/context.js';
import { startRounds } from '../runtime/rounds.js';
import type { Audit } from '../store/audit.js';
import type { MailStore } from '../store/mail-store.js';
import type { Outbox } from '../store/outbox.js';
import { clearHandled } from './clear-handled.js';
import type { QuotaMonitor } from './quota-monitor.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long things are kept. */
export interface Retention {
  /** Handled requests. */
  readonly handledDays: number;
  readonly auditDays: number;
  /** Outgoing messages that failed. */
  readonly failedMs: number;
}

export interface RoundsDeps extends Omit<ResourceDeps, 'settings'> {
  readonly directory: Directory;
  readonly mailStore: MailStore;
  readonly audit: Pick<Audit, 'pruneAudit'>;
  readonly outbox: Pick<Outbox, 'pruneFailed'>;
  readonly quotaMonitor: QuotaMonitor;
  /** In effect now. */
  readonly retention: () => Retention;
  readonly bookingSettings: () => ResourceDeps['settings'] & FloodLimits;
}

export function startAllRounds(deps: RoundsDeps): {
  /** Resolves when what is under way has ended. */ stop(): Promise<void>;
} {
  const { log, quotaMonitor } = deps;
  const resources = () => ({ ...deps, settings: deps.bookingSettings() });
  quotaMonitor.start();
  const rounds = [
    startRounds(
      6 * HOUR_MS,
      (signal) => clearHandled({ ...deps, handledDays: deps.retention().handledDays, signal }),
      log,
    ),
    startRounds(DAY_MS, (signal) => moveHorizon({ ...resources(), signal }), log),
    startRounds(DAY_MS, () => pruneAudit(deps), log),
    startRounds(6 * HOUR_MS, () => pruneFailed(deps), log),
    startRounds(15 * MINUTE_MS, (signal) => quotaMonitor.round(signal), log),
    startRounds(5 * SECOND_MS, (signal) => settleOverdue({ ...resources(), signal }), log),
    startRounds(10 * MINUTE_MS, (signal) => expireApprovals({ ...resources(), signal }), log),
  ];
  return {
    async stop() {
      await Promise.all([...rounds, quotaMonitor].map((each) => each.stop()));
    },
  };
}

async function pruneAudit({ audit, clock, retention }: RoundsDeps): Promise<void> {
  await audit.pruneAudit(addMilliseconds(clock(), -retention().auditDays * DAY_MS));
}

/** Answers to forged senders fail for good all the time; the log says why. */
async function pruneFailed({ outbox, clock, retention }: RoundsDeps): Promise<void> {
  await outbox.pruneFailed(addMilliseconds(clock(), -retention().failedMs));
}
