/**
 * Files that an administrator names on the command line; read by the command, with the administrator's rights.
 */
import { readFile } from 'node:fs/promises';
import { decodeCharset } from '../../mail/decode-text.js';
import { ActionError } from '../action.js';
import type { CommandContext } from './command-context.js';

/** @param file `-`: standard input. Throws ActionError('bad-input') if it cannot be read. */
export async function readGivenFile(context: CommandContext, option: string, file: string): Promise<Uint8Array> {
  if (file === '-') return context.readInput(context.config().lmtp.maxMessageBytes);
  try {
    return await readFile(file);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new ActionError('bad-input', `${option}: ${what}`, 'give a file that can be read, or - for standard input');
  }
}

/** The same as text: UTF-8, or what older editors write. */
export async function readGivenText(context: CommandContext, option: string, file: string): Promise<string> {
  return decodeCharset(Buffer.from(await readGivenFile(context, option, file)), null);
}
