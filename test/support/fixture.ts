/** Files of fixtures/, by their path in it. */
import { readFileSync } from 'node:fs';

const root = new URL('../../fixtures/', import.meta.url);

export function fixture(path: string): Buffer {
  return readFileSync(new URL(path, root));
}
