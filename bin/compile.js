/**
 * The second step of `npm run build`: writes beside each file of dist/ the code that V8 has compiled from it. A few commands run
 * first, on a temporary folder, so that the functions that they call are included.
 */
'use strict';

const { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { compile, dist, load, scripts } = require('./load.js');

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-build-'));
const commands = [
  ['--help'],
  ['domain', 'add', 'example.org'],
  ['account', 'create', 'anna', '--kind', 'user', '--email', 'anna@example.org'],
  ['account', 'list'],
  ['account', 'show', 'anna'],
  ['queue', 'list'],
];

async function runCommands() {
  const { write } = process.stdout;
  const umask = process.umask();
  process.stdout.write = () => true;
  // With an id it is not a new data folder, which the first command would announce.
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'data.id'), 'build\n');
  process.env = { PATH: process.env.PATH, FRONTDESK_DATA: join(folder, 'data') };
  try {
    const { runFrontdesk } = load('command-line.js');
    for (const argv of commands) await runFrontdesk(argv);
  } finally {
    process.stdout.write = write;
    // A command narrows it; what is written next is for everybody who may run frontdesk.
    process.umask(umask);
    rmSync(folder, { recursive: true });
  }
}

function keepCompiled() {
  for (const name of readdirSync(dist).filter((each) => each.endsWith('.js'))) {
    const script = scripts.get(name) ?? compile(name);
    writeFileSync(join(dist, `${name}.compiled`), script.createCachedData());
  }
}

runCommands().finally(keepCompiled);
