/**
 * Finds the line of a configuration key in a TOML file, as the parser returns values without positions. Supports the
 * forms of such a file: `[section]`, `key = value`, and `section.key = value`.
 */

/** The line (from 1) of the key, or of its section if `name` is null or cannot be found. */
export function locateTomlKey(text: string, section: string, name: string | null): number {
  let inSection = '';
  let sectionLine = 1;
  for (const [index, line] of text.split('\n').entries()) {
    const head = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (head !== undefined) inSection = unquoted(head);
    const key = unquoted(/^\s*([^=#\s]+(?:\s*\.\s*[^=#\s]+)?)\s*=/.exec(line)?.[1] ?? '');
    if (name !== null && key !== '' && (inSection === '' ? key : `${inSection}.${key}`) === `${section}.${name}`)
      return index + 1;
    if (sectionLine === 1 && (inSection === section || key === section)) sectionLine = index + 1;
  }
  return sectionLine;
}

const unquoted = (key: string): string => key.replaceAll(/["'\s]/g, '');
