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

const generated = (source: string): string => `Made from ${source} by \`npm run docs\`.`;

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

A value is taken from the first of these that has it: \`--set section.key=value\`, the environment variable, the TOML
file (\`--config FILE\` or \`FRONTDESK_CONFIG\`), the default. \`frontdesk config\` prints every value with where it came
from. A key that does not exist or a value that is not valid is refused at the start, with its place.

The data folder is \`--data DIR\` or \`FRONTDESK_DATA\`; default: \`./data\`.

A changed file is read again by \`frontdesk reload\`, \`systemctl reload frontdesk\` or SIGHUP, without a connection lost. The
column "change" says whether that suffices for a key or a restart is needed. A file with a fault in it is refused, and
everything goes on as it was. What the environment and \`--set\` say stays as it was at the start.

Sizes: \`900M\`, \`64MiB\`, \`2G\` (K, M, G and T count by 1024) or a number of bytes. Times: \`30s\`, \`10m\`, \`12h\`, \`7d\`.
Yes or no: \`true\`, \`false\`, \`"yes"\`, \`"no"\`. In an environment variable a list's entries are parted by commas.

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
  const shown = defaultText === '' ? "the machine's name" : `\`${defaultText}\``;
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

The log is JSON, one object a line, on standard error: \`time\`, \`level\`, \`pid\`, \`event\`, and what belongs to the event.
The list is closed: there are no other events.

| event | level | meaning |
| --- | --- | --- |
${rows.join('')}`;
}

/** @returns the names of the documents that were not as they should be */
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
for (const name of different) console.log(check ? `${name} is not what the code says` : `${name} written`);
if (check && different.length > 0) {
  console.log('next: npm run docs');
  process.exitCode = 1;
}
