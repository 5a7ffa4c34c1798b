/**
 * What ships, made out of the sources: the command line with all services, and the threads of the store, each loaded by
 * its name. Libraries stay in node_modules. `npm run build` writes it to dist/, the tests to folders of their own.
 */
import type { RolldownOptions } from 'rolldown';

export default {
  input: {
    'command-line': 'services/command-line.ts',
    'writer-thread': 'src/store/sqlite/writer-thread.ts',
    'check-thread': 'src/store/sqlite/check-thread.ts',
  },
  platform: 'node',
  // Whatever is imported by a name and not by a path: Node's modules and the dependencies.
  external: /^[a-z@]/,
  resolve: { extensionAlias: { '.js': ['.ts'] } },
  output: {
    dir: 'dist',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
  },
} satisfies RolldownOptions;
