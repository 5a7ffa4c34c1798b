/**
 * How the tests run. `fast` and `stories` need nothing but Node: the parts, and the whole as a process. `peers` starts real
 * servers (Postfix, Dovecot, ...) on loopback.
 * Tests name the sources but run the built code: what is tested is what ships, worker threads included.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const built = fileURLToPath(new URL('dist/', import.meta.url));
const alias = [{ find: /^(?:\.\.\/)+(src|services)\//, replacement: `${built}$1/` }];

/** Thousands of synced commits take no time in memory; whether a sync was asked for is what the tests see. */
const memoryFolder = '/dev/shm';

const withoutPeers = {
  env: existsSync(memoryFolder) ? { TMPDIR: memoryFolder } : {},
  // No module keeps state from its import, so files may share a process.
  isolate: false,
  // Far more than any takes: a machine that is busy with something else fails no test.
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    // The default leaves a core idle, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        resolve: { alias },
        test: { ...withoutPeers, name: 'fast', include: ['test/{unit,contracts}/**/*.test.ts'] },
      },
      {
        resolve: { alias },
        test: { ...withoutPeers, name: 'stories', include: ['test/scenarios/**/*.test.ts'] },
      },
      {
        resolve: { alias },
        test: {
          name: 'peers',
          include: ['test/{peers,faults}/**/*.test.ts'],
          globalSetup: ['test/support/install-peers.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
