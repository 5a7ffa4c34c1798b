import fc from 'fast-check';
import { SMTPStream } from 'smtp-server/lib/smtp-stream';
import { describe, expect, it } from 'vitest';
import { readSubmittedText, startSubmittedText } from '../../../src/mail/submitted-text.js';

/** The text of a wire, and what follows it; null: the text has not ended. */
function read(pieces: readonly string[]): { readonly text: string; readonly rest: string | null } {
  const reader = startSubmittedText();
  let text = '';
  let rest: string | null = null;
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'latin1');
    if (rest !== null) {
      rest += piece;
      continue;
    }
    const { text: more, end } = readSubmittedText(reader, bytes);
    text += more.toString('latin1');
    if (end !== null) rest = piece.slice(end);
  }
  return { text, rest };
}

describe('the text behind DATA', () => {
  it.each([
    ['CRLF.CRLF is the end', 'a\r\n.\r\nQUIT\r\n', 'a\r\n', 'QUIT\r\n'],
    ['an empty text', '.\r\n', '', ''],
    ['RFC 5321 §4.5.2: a doubled dot is one', '..\r\n..a\r\n...\r\n.\r\n', '.\r\n.a\r\n..\r\n', ''],
    ['a single dot before text stays', '.a\r\n.\r\n', '.a\r\n', ''],
    ['line ends are mended', 'a\nb\rc\r\n.\r\n', 'a\r\nb\r\nc\r\n', ''],
    ['a doubled dot behind a LF alone is one', 'a\n..b\r\n.\r\n', 'a\r\n.b\r\n', ''],
    ['LF.LF is no end', 'a\n.\nb\r\n.\r\n', 'a\r\n.\r\nb\r\n', ''],
    ['LF.CRLF is no end', 'a\n.\r\nb\r\n.\r\n', 'a\r\n.\r\nb\r\n', ''],
    ['CRLF.LF is no end', 'a\r\n.\nb\r\n.\r\n', 'a\r\n.\r\nb\r\n', ''],
    ['CR.CR is no end', 'a\r.\rb\r\n.\r\n', 'a\r\n.\r\nb\r\n', ''],
    ['CRLF.CR is no end', 'a\r\n.\rb\r\n.\r\n', 'a\r\n.\r\nb\r\n', ''],
  ])('%s', (_, wire, text, rest) => {
    expect(read([wire])).toEqual({ text, rest });
  });

  const wire = fc.array(
    fc.constantFrom('.', '..', '\r', '\n', '\r\n', '\r\n.', '\n.', 'a', 'Subject: x\r\n', '\0\xff'),
    {
      maxLength: 40,
    },
  );

  it('is the same however the bytes are cut', () => {
    fc.assert(
      fc.property(wire, fc.array(fc.nat(60), { maxLength: 8 }), (parts, cuts) => {
        const whole = `${parts.join('')}\r\n.\r\nQUIT\r\n`;
        const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length].sort((a, b) => a - b);
        expect(read(at.slice(1).map((end, index) => whole.slice(at[index], end)))).toEqual(read([whole]));
      }),
      { numRuns: 1000 },
    );
  });

  it('is what smtp-server’s own reader makes of it, with the line ends mended', async () => {
    await fc.assert(
      fc.asyncProperty(wire, async (parts) => {
        const whole = `Subject: x\r\n${parts.join('')}\r\n.\r\nQUIT\r\n`;
        const theirs = await readWithTheirs(whole);
        const ours = read([whole]);
        // The lines behind it are commands, which may end in LF.
        expect({ ...ours, rest: ours.rest?.replaceAll(/\r?\n/g, '\r\n') }).toEqual({
          ...theirs,
          text: theirs.text.replaceAll(/\r\n|\r|\n/g, '\r\n'),
        });
      }),
      { numRuns: 500 },
    );
  });
});

/** smtp-server's reader of one text. */
async function readWithTheirs(wire: string): Promise<{ readonly text: string; readonly rest: string }> {
  const stream = new SMTPStream();
  let rest = '';
  stream.oncommand = (line, done) => {
    rest += `${line.toString('latin1')}\r\n`;
    done?.();
  };
  let text = '';
  const data = stream.startDataMode();
  data.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  data.on('end', () => stream.continue());
  stream.end(Buffer.from(wire, 'latin1'));
  await new Promise((resolve) => stream.once('finish', resolve));
  return { text, rest };
}
