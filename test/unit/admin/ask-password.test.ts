/** `--password`: what the terminal shows, and when nothing is taken. */
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askPassword } from '../../../src/admin/cli/ask-password.js';

const PASSWORD = 'correct horse';

/** A terminal whose person has typed `input`. */
function terminal(input: string, isTTY = true) {
  const stdin = Object.assign(new PassThrough(), isTTY ? { isTTY, setRawMode: () => undefined } : {});
  stdin.end(input);
  let shown = '';
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      shown += chunk.toString();
      done();
    },
  });
  return { stdin, stderr, shown: () => shown };
}

describe('account create --password', () => {
  it('asks twice and shows nothing of the answer', async () => {
    const person = terminal(`${PASSWORD}\r${PASSWORD}\r`);
    expect(await askPassword(person)).toBe(PASSWORD);
    expect(person.shown()).toBe('Password: \nRepeat the password: \n');
  });

  it('a mistyped character that is deleted does not count', async () => {
    expect(await askPassword(terminal(`${PASSWORD}x\x7f\r${PASSWORD}\r`))).toBe(PASSWORD);
  });

  it.each([
    ['two that differ', terminal(`${PASSWORD}\rcorrect house\r`), 'the two passwords differ'],
    ['Ctrl-C at the first question', terminal('\x03'), 'the input ended'],
    ['Ctrl-C at the second question', terminal(`${PASSWORD}\r\x03`), 'the input ended'],
    ['Ctrl-D', terminal('\x04'), 'the input ended'],
    ['no terminal', terminal(`${PASSWORD}\n${PASSWORD}\n`, false), 'not a terminal'],
  ])('takes nothing: %s', async (_case, person, complaint) => {
    await expect(askPassword(person)).rejects.toThrow(complaint);
    expect(person.shown()).not.toContain(PASSWORD);
  });

  it('without a terminal it names the other way', async () => {
    await expect(askPassword(terminal('', false))).rejects.toMatchObject({
      hint: expect.stringContaining('--password-stdin') as string,
    });
  });
});
