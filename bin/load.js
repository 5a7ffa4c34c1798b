/**
 * Loads what `npm run build` has written to dist/, with the code that V8 has compiled of it (NAME.js.compiled, made by
 * compile.js): most commands take less time than compiling what they load. V8 refuses the code of another version or of
 * another text, and then compiles the text as always.
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

/** As `require` does for a file of dist/. Throws an error with the code NOT_BUILT if it is not there. */
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
