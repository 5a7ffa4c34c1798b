/** All rounds end soon once they are stopped: each is given the signal, and begins no further account. */
import { expect, it } from 'vitest';
import { startAllRounds } from '../../../src/housekeeping/start-rounds.js';
import { openTestServer } from '../../support/test-server.js';
import { waitFor } from '../../support/wait-for.js';

it('stopped while each is at its first account, none begins the second', async () => {
  const server = openTestServer();
  const blue = await server.resource('blue');
  const red = await server.resource('red');
  const begun: string[] = [];
  let openGate = (): void => undefined;
  const gate = new Promise<void>((resolve) => (openGate = resolve));
  const slow = <Result>(name: string, result: Result) => {
    return async (): Promise<Result> => {
      begun.push(name);
      await gate;
      return result;
    };
  };
  const signals: AbortSignal[] = [];
  const rounds = startAllRounds({
    ...server,
    calendars: {
      ...server.calendars,
      entriesIndexedBefore: slow('horizon', []),
      entriesPendingUntil: slow('approvals', []),
      storesWaitingUntil: () => Promise.resolve([blue, red].flatMap(({ storeId }) => storeId ?? [])),
      entriesWaiting: slow('waiting', []),
    },
    mailStore: { folders: slow('handled', []) } as never,
    quotaMonitor: {
      touch: () => undefined,
      start: () => undefined,
      stop: () => Promise.resolve(),
      round: (signal) => {
        signals.push(signal);
        return Promise.resolve(0);
      },
    },
    retention: () => ({ handledDays: 1, auditDays: 1, failedMs: 1 }),
    bookingSettings: () => server.settings,
  });
  await waitFor('every round at its first account', () => begun.length === 4 && signals.length === 1);
  const stopped = rounds.stop();
  openGate();
  await stopped;
  expect(begun.toSorted()).toEqual(['approvals', 'handled', 'horizon', 'waiting']);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});
