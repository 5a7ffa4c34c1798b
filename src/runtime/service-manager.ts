/**
 * Tells the service manager how we are: sd_notify(3), for systemd units of Type=notify. Node has no datagram sockets of
 * the Unix family, so systemd-notify(1) sends for us (the unit says NotifyAccess=all). Without NOTIFY_SOCKET nobody
 * is told; whatever goes wrong is logged once and harms nothing.
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

/** What systemd put into our environment. */
export interface ManagerAddress {
  readonly notifySocket: string;
  /** We are taken for dead when we are silent this long; null: nobody watches. */
  readonly watchdogMs: number | null;
}

const silent: ServiceManager = { ready: () => undefined, reloading: () => undefined, stopping: () => undefined };

const PROGRAM = 'systemd-notify';
/** It only sends a datagram and waits for it to be read. */
const TOLD_WITHIN_MS = 10_000;
/** sd_watchdog_enabled(3) advises half of the time; a third leaves room for a machine that is busy. */
const WATCHDOG_SHARE = 3;

/** @param address null: no service manager asked to be told */
export function connectServiceManager(address: ManagerAddress | null, log: Log, program = PROGRAM): ServiceManager {
  if (address === null) return silent;
  let last: Promise<void> = Promise.resolve();
  let hasFailed = false;
  const tell = (...assignments: readonly string[]): void => {
    // One after the other: STOPPING must not be overtaken by READY.
    last = last
      .then(() => send(address.notifySocket, assignments, program))
      .then(undefined, (cause: unknown) => {
        if (!hasFailed) log('manager-not-told', { cause });
        hasFailed = true;
      });
  };
  let watchdog: NodeJS.Timeout | undefined;
  return {
    ready(status) {
      tell('READY=1', `STATUS=${status}`);
      // A timer of the event loop that takes mail: when that stands still, so does this.
      if (address.watchdogMs === null || watchdog !== undefined) return;
      watchdog = setInterval(() => tell('WATCHDOG=1'), address.watchdogMs / WATCHDOG_SHARE).unref();
    },
    reloading: () => tell('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    stopping: () => tell('STOPPING=1', 'STATUS=mail under way is finished'),
  };
}

async function send(notifySocket: string, assignments: readonly string[], program: string): Promise<void> {
  const environment = { NOTIFY_SOCKET: notifySocket, PATH: '/usr/bin:/bin' };
  await run(program, [...assignments], { env: environment, timeout: TOLD_WITHIN_MS });
}
