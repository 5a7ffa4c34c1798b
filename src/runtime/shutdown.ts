/**
 * The end of a process: a signal or an uncaught error closes the services in order; a second signal, or a close that
 * takes too long, ends the process immediately.
 */
import closeWithGrace from 'close-with-grace';
import type { Log } from './log.js';

/** Longer than a slow fsync and a relay's reply; shorter than the limit of service managers (systemd: 90 s). */
const MAX_CLOSE_MS = 30_000;

/**
 * Calls `close` once, when the process is asked to stop. Then the process exits with 0, or with 1 after an error, a
 * second signal or the timeout.
 */
export function closeOnSignal(close: () => Promise<void>, log: Log): void {
  closeWithGrace({ delay: MAX_CLOSE_MS, logger: false, skip: ['beforeExit', 'SIGHUP'] }, async ({ signal, err }) => {
    if (err !== undefined) log('process-failed', { cause: err });
    log('process-stopping', { signal: signal ?? null });
    await close();
    log('process-stopped');
  });
}
