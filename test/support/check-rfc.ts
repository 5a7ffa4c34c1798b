/**
 * Compares docs/rfc.md with the code. Every `RFC nnnn §x` in a comment of src, of the RFCs that have a table, needs a row for
 * that section or one around it. Every row with yes or partly names files, and each of them has a comment on that section. Part of
 * `npm run check`; exits with 1 and says what is missing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Row {
  readonly rfc: string;
  readonly section: string;
  readonly status: string;
  readonly files: readonly string[];
}

interface Reference {
  readonly rfc: string;
  readonly section: string;
  readonly file: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENT = 'docs/rfc.md';
const statuses = new Set(['yes', 'partly', 'no']);

/** Rows stand under a heading `## RFC 5545 ...`: section, requirement, status, files. */
function readRows(text: string): readonly Row[] {
  let rfc = '';
  return text.split('\n').flatMap((line) => {
    rfc = /^## RFC (\d+)/.exec(line)?.[1] ?? rfc;
    const [section, , status, files] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    if (section === undefined || !section.startsWith('§') || status === undefined) return [];
    const named = Array.from((files ?? '').matchAll(/`([^`]+)`/g), ([, path]) => `src/${path ?? ''}`);
    return [{ rfc, section: section.slice(1), status, files: named }];
  });
}

/** `RFC 5545 §3.8.5.3, §3.8.5` are two; `(§3.2.19)` alone belongs to the RFC named last in that file. */
function readReferences(file: string): readonly Reference[] {
  const text = readFileSync(join(root, file), 'utf8');
  const comments = text.match(/\/\*\*[\s\S]*?\*\/|\/\/.*/g) ?? [];
  let rfc = '';
  return comments.flatMap((comment) =>
    Array.from(comment.matchAll(/RFC (\d{3,5})|§(\d+(?:\.\d+)*)/g)).flatMap(([, number, section]) => {
      rfc = number ?? rfc;
      return section === undefined ? [] : [{ rfc, section, file }];
    }),
  );
}

/** §3.8 speaks for §3.8.5.3. */
function isWithin(section: string, outer: string): boolean {
  return section === outer || section.startsWith(`${outer}.`);
}

function findUnlisted(rows: readonly Row[], references: readonly Reference[]): readonly string[] {
  const listed = new Set(rows.map(({ rfc }) => rfc));
  return references
    .filter(({ rfc }) => listed.has(rfc))
    .filter(({ rfc, section }) => !rows.some((row) => row.rfc === rfc && isWithin(section, row.section)))
    .map(({ rfc, section, file }) => `${file}: RFC ${rfc} §${section} has no row in ${DOCUMENT}`);
}

function findUnfounded(rows: readonly Row[], references: readonly Reference[]): readonly string[] {
  return rows.flatMap(({ rfc, section, status, files }) => {
    const row = `${DOCUMENT}: RFC ${rfc} §${section}`;
    if (!statuses.has(status)) return [`${row}: "${status}" is none of ${[...statuses].join(', ')}`];
    if (status === 'no') return [];
    if (files.length === 0) return [`${row} is said to be met and names no file`];
    const own = references.filter((each) => each.rfc === rfc && isWithin(each.section, section));
    return files
      .filter((file) => !own.some((each) => each.file === file))
      .map((file) => `${row}: no comment in ${file} names it`);
  });
}

const references = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => readReferences(`src/${name}`));
const rows = readRows(readFileSync(join(root, DOCUMENT), 'utf8'));
const faults = new Set([...findUnlisted(rows, references), ...findUnfounded(rows, references)]);
for (const fault of faults) console.log(fault);
if (faults.size > 0) {
  console.log(`next: mend the row of ${DOCUMENT}, or the comment`);
  process.exitCode = 1;
}
