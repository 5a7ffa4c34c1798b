/**
 * Notifies the service manager of the state of the process: sd_notify(3), for systemd units of Type=notify. Node has no
 * Unix datagram sockets, so systemd-notify(1) sends the notifications (the unit has NotifyAccess=all). Without
 * NOTIFY_SOCKET nothing is sent; a failure is logged once and has no other effect.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Log } from './log.js';

const run = promisify(execFile);

export interface ServiceManager {
  /** @param status one line for `systemctl status` */
  ready(status: string): void;
  reloading(): void;
  stopping(): void;
}

/** The values that systemd sets in the environment. */
export interface ManagerAddress {
  readonly notifySocket: string;
  /** After this time without a notification, systemd restarts the process; null: no watchdog. */
  readonly watchdogMs: number | null;
}

const silent: ServiceManager = { ready: () => undefined, reloading: () => undefined, stopping: () => undefined };

const PROGRAM = 'systemd-notify';
/** The program only sends a datagram and waits until it is read. */
const TOLD_WITHIN_MS = 10_000;
/** sd_watchdog_enabled(3) recommends half of the time; a third leaves a margin on a busy machine. */
const WATCHDOG_SHARE = 3;

/** @param address null: no service manager wants notifications */
export function connectServiceManager(address: ManagerAddress | null, log: Log, program = PROGRAM): ServiceManager {
  if (address === null) return silent;
  let last: Promise<void> = Promise.resolve();
  let hasFailed = false;
  let waiting = 0;
  const tell = (...assignments: readonly string[]): void => {
    waiting += 1;
    // One after the other: READY must not arrive after STOPPING.
    last = last
      .then(() => send(address.notifySocket, assignments, program))
      .then(undefined, (cause: unknown) => {
        if (!hasFailed) log('manager-not-told', { cause });
        hasFailed = true;
      })
      .finally(() => (waiting -= 1));
  };
  let watchdog: NodeJS.Timeout | undefined;
  return {
    ready(status) {
      tell('READY=1', `STATUS=${status}`);
      // A timer of the event loop that also handles connections: if the loop is blocked, the timer is, too.
      if (address.watchdogMs === null || watchdog !== undefined) return;
      const tellAgain = (): void => {
        // Where a notification takes longer than the interval, they must not pile up.
        if (waiting === 0) tell('WATCHDOG=1');
      };
      watchdog = setInterval(tellAgain, address.watchdogMs / WATCHDOG_SHARE).unref();
    },
    reloading: () => tell('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    stopping() {
      // systemd does not watch a service that stops.
      clearInterval(watchdog);
      tell('STOPPING=1', 'STATUS=finishing pending work');
    },
  };
}

async function send(notifySocket: string, assignments: readonly string[], program: string): Promise<void> {
  const environment = { NOTIFY_SOCKET: notifySocket, PATH: '/usr/bin:/bin' };
  await run(program, [...assignments], { env: environment, timeout: TOLD_WITHIN_MS });
}
