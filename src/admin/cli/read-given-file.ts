/**
 * Reads files named on the command line, with the rights of the user who runs the command.
 */
import { readFile } from 'node:fs/promises';
import { decodeCharset } from '../../mail/decode-text.js';
import { ActionError } from '../action.js';
import type { CommandContext } from './command-context.js';

/** @param file `-`: standard input. Throws ActionError('bad-input') if it cannot be read. */
export async function readGivenFile(context: CommandContext, option: string, file: string): Promise<Uint8Array> {
  if (file === '-') return context.readInput((await context.config()).lmtp.maxMessageBytes);
  try {
    return await readFile(file);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new ActionError('bad-input', `${option}: ${what}`, 'give a readable file, or - for standard input');
  }
}

/** Reads the file as text, in UTF-8 or a legacy encoding. */
export async function readGivenText(context: CommandContext, option: string, file: string): Promise<string> {
  return decodeCharset(Buffer.from(await readGivenFile(context, option, file)), null);
}
