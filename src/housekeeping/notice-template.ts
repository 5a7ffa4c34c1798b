/**
 * The template of a quota notice: the administrator's file, or the standard text. Read when it is needed, so that a change of
 * a file is in effect for the next notice.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readTemplate } from '../quota/compose-notice.js';
import { noticeTextsIn, type NoticeKind, type NoticeTemplate } from '../quota/notice-texts.js';
import type { Log } from '../runtime/log.js';

/** Longer is no notice any more. */
const MAX_TEMPLATE_BYTES = 64 * 1024;

/**
 * `warn.de-AT.txt` before `warn.de.txt` before `warn.txt` before our own text. A file that cannot be used is logged and
 * passed over.
 *
 * @param folder empty: none
 */
export async function noticeTemplate(
  folder: string,
  kind: NoticeKind,
  language: string,
  log: Log,
): Promise<NoticeTemplate> {
  const tags = /^[A-Za-z0-9-]+$/.test(language) ? [language, language.split('-')[0] ?? ''] : [];
  const names = [...new Set(tags.map((tag) => `${kind}.${tag}.txt`)), `${kind}.txt`];
  for (const name of folder === '' ? [] : names) {
    const template = await readFrom(join(folder, name), log);
    if (template !== null) return template;
  }
  return noticeTextsIn(language).templates[kind];
}

async function readFrom(path: string, log: Log): Promise<NoticeTemplate | null> {
  try {
    const content = await readBounded(path);
    const template = content === null ? null : readTemplate(content);
    if (template !== null) return template;
    log('quota-template-unusable', { path, reason: 'not "Subject: ...", an empty line and a text of at most 64 KiB' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') log('quota-template-unusable', { path, cause });
  }
  return null;
}

/** null: it is no file, or too long. */
async function readBounded(path: string): Promise<string | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return size > MAX_TEMPLATE_BYTES ? null : await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
