/**
 * Builds the product from the sources: the command line with all services, and the threads of the store, each loaded by
 * its name. The output is CommonJS, which bin/load.js loads together with code that V8 has compiled before. Most libraries
 * stay in node_modules. `npm run build` writes to dist/, the tests write to temporary folders.
 */
import type { RolldownOptions } from 'rolldown';

/** Libraries that every command needs; loading them file by file takes longer than most commands. */
const bundled = ['commander', 'zod', 'smol-toml'];

export default {
  input: {
    'command-line': 'services/command-line.ts',
    'writer-thread': 'src/store/sqlite/writer-thread.ts',
    'backup-thread': 'src/store/sqlite/backup-thread.ts',
    'check-thread': 'src/store/sqlite/check-thread.ts',
  },
  platform: 'node',
  external: (id) => /^[a-z@]/.test(id) && !bundled.includes(id),
  resolve: { extensionAlias: { '.js': ['.ts'] } },
  plugins: [
    {
      name: 'commonjs-in-dist',
      generateBundle() {
        this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
      },
    },
  ],
  output: {
    dir: 'dist',
    format: 'cjs',
    // Code that V8 has kept has lost where its imports are loaded from.
    dynamicImportInCjs: false,
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
  },
} satisfies RolldownOptions;
