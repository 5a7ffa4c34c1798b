/**
 * `npm run dev [-- options of frontdesk start]`: runs the services from the sources, and restarts them when a file in
 * src/ or services/ changes.
 */
import { once } from 'node:events';
import { restartOnChange } from './restart-on-change.js';

const fromSources = ['--import', './test/support/run-sources.js', 'test/support/run-frontdesk.ts'];

const end = restartOnChange({
  command: [process.execPath, '--enable-source-maps', ...fromSources, 'start', ...process.argv.slice(2)],
  watched: ['src', 'services'],
  onRestart: () => {
    process.stderr.write('-- a source file changed: restarting\n');
  },
});
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await end();
