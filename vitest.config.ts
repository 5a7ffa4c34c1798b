/**
 * How the tests run. `fast` (the parts) and `stories` (the services, and the built program) need only Node. `peers` starts
 * real servers (Postfix, Dovecot, ...) on loopback.
 * Tests import the sources. The processes and threads that they start run the product, built once for each run.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** In memory, thousands of synced commits take no time. The tests see whether a sync was requested. */
const memoryFolder = '/dev/shm';

const withoutPeers = {
  env: existsSync(memoryFolder) ? { TMPDIR: memoryFolder } : {},
  // No module has state at import time, so test files can share a process.
  isolate: false,
  // Far more than any test needs, so that no test fails on a busy machine.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // Tests that are marked so wait for the silence of a peer: all at once.
  maxConcurrency: 50,
};

/** Node starts a thread from a file and does not read TypeScript there, so it gets the built file (test/support/build-product.ts). */
const builtThreads: Plugin = {
  name: 'built-threads',
  transform(code, id) {
    if (!id.includes('/src/') || !code.includes('new Worker(')) return null;
    const built = pathToFileURL(join(process.env['BUILT_FRONTDESK'] ?? '', 'dist/')).href;
    return code.replaceAll(/new URL\(['"]\.\/([\w-]+\.js)['"], import\.meta\.url\)/g, `new URL('${built}$1')`);
  },
};

export default defineConfig({
  test: {
    // The default leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    globalSetup: ['test/support/build-product.ts'],
    projects: [
      {
        plugins: [builtThreads],
        test: { ...withoutPeers, name: 'fast', include: ['test/{unit,contracts}/**/*.test.ts'] },
      },
      {
        plugins: [builtThreads],
        test: { ...withoutPeers, name: 'stories', include: ['test/scenarios/**/*.test.ts'] },
      },
      {
        plugins: [builtThreads],
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
