/**
 * Writes the documents that are generated from the code: docs/configuration.md, docs/frontdesk.sample.toml,
 * docs/log-events.md. With `--check` it writes nothing, and exits with 1 if one of them is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { z } from 'zod';
import { environmentName } from '../../src/settings/config.js';
import type { KeyDescription } from '../../src/settings/config-key.js';
import { configSchema } from '../../src/settings/config-schema.js';
import { logEvents } from '../../src/runtime/log-events.js';

interface DescribedKey extends KeyDescription {
  readonly name: string;
  readonly key: string;
}

interface DescribedSection {
  readonly name: string;
  readonly description: string;
  readonly keys: readonly DescribedKey[];
}

const generated = (source: string): string => `Generated from ${source} by \`npm run docs\`.`;

const documents: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configurationPage,
  'docs/frontdesk.sample.toml': sampleFile,
  'docs/log-events.md': logEventsPage,
};

function sections(): readonly DescribedSection[] {
  return Object.entries<z.ZodObject>(configSchema.shape).map(([name, section]) => ({
    name,
    description: section.meta()?.description ?? '',
    keys: Object.entries<z.ZodType>(section.shape).map(([keyName, schema]) => ({
      ...(schema.meta() as unknown as KeyDescription),
      name: keyName,
      key: `${name}.${keyName}`,
    })),
  }));
}

function configurationPage(): string {
  return `# Configuration

${generated('src/settings/config-schema.ts')}

A value comes from the first of these sources that has it: \`--set section.key=value\`, the environment variable, the TOML
file (\`--config FILE\` or \`FRONTDESK_CONFIG\`), the default. \`frontdesk config\` prints every value with its source.
An unknown key or an invalid value is refused at the start, with its place.

The data folder is \`--data DIR\` or \`FRONTDESK_DATA\`; default: \`/var/lib/frontdesk\` if it has data, else \`./data\`. With the data
folder \`/var/lib/frontdesk\`, \`/etc/frontdesk.toml\` is read if no other file is named. A command that begins a new data folder
says so.

\`frontdesk reload\`, \`systemctl reload frontdesk\` and SIGHUP reload a changed file without closing connections. The
column "change" says whether a reload is enough for a key or a restart is needed. A file with an error is refused, and
nothing changes. Values from the environment and \`--set\` are only read at the start.

Sizes: \`900M\`, \`64MiB\`, \`2G\` (K, M, G and T are powers of 1024) or a number of bytes. Durations: \`30s\`, \`10m\`, \`12h\`,
\`7d\`. Yes or no: \`true\`, \`false\`, \`"yes"\`, \`"no"\`. In an environment variable, list entries are separated by commas.

${sections().map(sectionOfPage).join('\n')}`;
}

function sectionOfPage({ name, description, keys }: DescribedSection): string {
  return `## \`[${name}]\`

${description}

| key | default | change | meaning |
| --- | --- | --- | --- |
${keys.map(rowOfPage).join('')}`;
}

function rowOfPage({ name, key, unit, defaultText, description, needsRestart }: DescribedKey): string {
  const inUnit = unit === null ? '' : ` In ${unit}.`;
  const shown = defaultText === '' ? "the machine's host name" : `\`${defaultText}\``;
  return `| \`${name}\`<br>\`${environmentName(key)}\` | ${shown} | ${needsRestart ? 'restart' : 'reload'} | ${description.replaceAll('|', '\\|')}${inUnit} |\n`;
}

function sampleFile(): string {
  const head = `# The configuration of frontdesk, every key with its default.\n# ${generated('src/settings/config-schema.ts')}\n`;
  return head + sections().map(sectionOfSample).join('');
}

function sectionOfSample({ name, description, keys }: DescribedSection): string {
  const lines = keys.map(({ name: key, unit, defaultText, description: meaning, needsRestart }) => {
    const value = defaultText === '' ? '"mail.example.org"' : defaultText;
    return `\n# ${meaning}${unit === null ? '' : ` In ${unit}.`}${needsRestart ? ' A change needs a restart.' : ''}\n# ${key} = ${value}\n`;
  });
  return `\n# ${description}\n[${name}]\n${lines.join('')}`;
}

function logEventsPage(): string {
  const rows = Object.entries(logEvents).map(
    ([name, { level, meaning }]) => `| \`${name}\` | ${level} | ${meaning} |\n`,
  );
  return `# Log events

${generated('src/runtime/log-events.ts')}

The log is JSON on standard error, one object per line, with \`time\`, \`level\`, \`pid\`, \`event\` and the fields of the
event. The list is complete: there are no other events.

| event | level | meaning |
| --- | --- | --- |
${rows.join('')}`;
}

/** @returns the names of the documents that were out of date */
async function generate(write: boolean): Promise<readonly string[]> {
  const different = [];
  for (const [name, make] of Object.entries(documents)) {
    const path = fileURLToPath(new URL(`../../${name}`, import.meta.url));
    const wanted = await formatted(path, make());
    if (existsSync(path) && readFileSync(path, 'utf8') === wanted) continue;
    if (write) writeFileSync(path, wanted);
    different.push(name);
  }
  return different;
}

/** As the formatter of the project would leave it; it does not know TOML. */
async function formatted(path: string, text: string): Promise<string> {
  return path.endsWith('.md') ? format(text, { ...(await resolveConfig(path)), filepath: path }) : text;
}

const check = process.argv.includes('--check');
const different = await generate(!check);
for (const name of different) console.log(check ? `${name} is out of date` : `${name} written`);
if (check && different.length > 0) {
  console.log('next: npm run docs');
  process.exitCode = 1;
}
