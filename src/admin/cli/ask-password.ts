/**
 * Asks for a new password on the terminal, twice, without showing it. The questions go to standard error, so that standard
 * output has the result alone. Used by `account create --password` and `account update --password`.
 */
import { createInterface, type Interface } from 'node:readline';
import { Writable, type Readable } from 'node:stream';
import { ActionError } from '../action.js';

export interface PasswordTerminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
}

/** Throws ActionError when there is no terminal, when the two differ, or when the input ends before both are given. */
export async function askPassword({ stdin, stderr }: PasswordTerminal): Promise<string> {
  if (stdin.isTTY !== true)
    throw new ActionError(
      'bad-input',
      'password: standard input is not a terminal, so --password cannot ask for it',
      'give it as the first line of standard input: --password-stdin',
    );
  // readline switches the terminal's own echo off and writes an echo itself, which goes nowhere.
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  try {
    const answers = answersOf(lines);
    const password = await ask('Password: ', stderr, answers);
    const repeated = await ask('Repeat the password: ', stderr, answers);
    if (password === repeated) return password;
  } finally {
    lines.close();
  }
  throw new ActionError('bad-input', 'password: the two passwords differ', 'run the command again');
}

async function ask(question: string, stderr: Writable, answers: AsyncIterator<string>): Promise<string> {
  stderr.write(question);
  const answer = await answers.next();
  stderr.write('\n');
  if (answer.done === true)
    throw new ActionError('bad-input', 'password: the input ended before it was given', 'run the command again');
  return answer.value;
}

/** The lines as they come; the end at Ctrl-C and Ctrl-D. Begun before the first question, so that no line is lost. */
const answersOf = (lines: Interface): AsyncIterator<string> => lines[Symbol.asyncIterator]();
