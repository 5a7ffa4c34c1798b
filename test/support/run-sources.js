/**
 * Lets Node run the programs of test/ (demo, bench, soak, generated documents) as they are written:
 * `node --import ./test/support/run-sources.js test/demo/run-demo.ts`. Their threads and forks inherit it.
 */
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
