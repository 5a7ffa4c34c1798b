/**
 * Loads the output of `npm run build` in dist/, together with the code that V8 has compiled from it (NAME.js.compiled, written by
 * compile.js), because compiling takes longer than most commands. V8 rejects the code if its own version or the text differs,
 * and compiles the text as usual.
 */
'use strict';

const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { Script } = require('node:vm');

const dist = join(__dirname, '..', 'dist');
const requireLibrary = createRequire(join(dist, 'command-line.js'));
/** By the name of the file in dist/. */
const modules = new Map();
const scripts = new Map();

/** Like `require` for a file of dist/. Throws an error with the code NOT_BUILT if the file does not exist. */
function load(name) {
  const loaded = modules.get(name);
  if (loaded !== undefined) return loaded.exports;
  const script = compile(name);
  const module = { exports: {} };
  modules.set(name, module);
  scripts.set(name, script);
  const run = script.runInThisContext();
  run(module.exports, (id) => (id.startsWith('./') ? load(id.slice(2)) : requireLibrary(id)), module, join(dist, name));
  return module.exports;
}

function compile(name) {
  const filename = join(dist, name);
  const text = read(filename, 'utf8');
  if (text === undefined) throw Object.assign(new Error(`${filename} cannot be read`), { code: 'NOT_BUILT' });
  return new Script(`(function (exports, require, module, __filename) {${text}\n})`, {
    filename,
    cachedData: read(`${filename}.compiled`),
  });
}

function read(path, encoding) {
  try {
    return readFileSync(path, encoding);
  } catch {
    return undefined;
  }
}

module.exports = { dist, load, compile, scripts };
