/** Files of fixtures/, by their path in it. */
import { readFileSync } from 'node:fs';

/** The built tests lie two folders deeper than the sources do. */
const roots = ['../../fixtures/', '../../../fixtures/'].map((path) => new URL(path, import.meta.url));

export function fixture(path: string): Buffer {
  for (const root of roots) {
    try {
      return readFileSync(new URL(path, root));
    } catch {
      continue;
    }
  }
  throw new Error(`no fixture ${path}`);
}
