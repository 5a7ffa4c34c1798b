/**
 * Lets Node run the programs of test/ (dev, demo, bench, soak, generated documents) from their sources:
 * `node --import ./test/support/run-sources.js test/demo/run-demo.ts`. Their threads and child processes inherit it.
 */
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
