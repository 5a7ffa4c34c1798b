/**
 * The end of a process: a signal or a fault that nobody caught closes the services in order; a second signal, or a
 * close that takes too long, ends it at once.
 */
import closeWithGrace from 'close-with-grace';
import type { Log } from './log.js';

/** Longer than a slow fsync and a relay's answer; shorter than what service managers allow (systemd: 90 s). */
const MAX_CLOSE_MS = 30_000;

/**
 * Calls `close` once, when the process is asked to end. The process exits 0 after it, 1 after a fault, a second signal
 * or the time-out.
 */
export function closeOnSignal(close: () => Promise<void>, log: Log): void {
  closeWithGrace({ delay: MAX_CLOSE_MS, logger: false, skip: ['beforeExit', 'SIGHUP'] }, async ({ signal, err }) => {
    if (err !== undefined) log('process-failed', { cause: err });
    log('process-stopping', { signal: signal ?? null });
    await close();
    log('process-stopped');
  });
}
