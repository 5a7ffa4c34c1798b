/**
 * Formats tables, pairs, counts and sizes for people.
 */

/** Columns as wide as their widest cell, two spaces apart. `empty` is printed instead when there are no rows. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[], empty: string): string {
  if (rows.length === 0) return `${empty}\n`;
  const lines = [head.map((title) => title.toUpperCase()), ...rows].map((line) => line.map(printable));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return text.map((line) => `${line.trimEnd()}\n`).join('');
}

/** `name:  value`, one per line, with aligned values. */
export function pairsOf(pairs: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 1;
  return pairs.map(([name, value]) => `${`${name}:`.padEnd(width)}  ${printable(value)}\n`).join('');
}

export const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');

/** Text from outside, such as a subject or a server's reply, must not control the terminal. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

/** Cuts the text after that many columns, with three dots at the end. */
export function clipped(text: string, columns: number): string {
  const characters = Array.from(printable(text).trimEnd());
  if (characters.length <= columns) return characters.join('');
  return `${characters.slice(0, columns - 3).join('')}...`;
}

/** Lines of at most that many columns, broken between words; a longer word has a line of its own. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of printable(text)
    .split(/ +/)
    .filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** `1 message`, `2 messages` */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `1.5 GiB` */
export function sizeOf(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}
