import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCrlf } from '../../../src/mail/to-crlf.js';

function mended(pieces: readonly string[]): string {
  const stream = toCrlf();
  const out = pieces.map((piece) => Buffer.from(stream.push(Buffer.from(piece, 'latin1'))));
  return Buffer.concat([...out, stream.end()]).toString('latin1');
}

describe('RFC 5321 §2.3.8: lines end in CRLF alone', () => {
  it.each([
    ['CRLF stays', ['a\r\nb\r\n'], 'a\r\nb\r\n'],
    ['LF alone', ['a\nb\n\n'], 'a\r\nb\r\n\r\n'],
    ['CR alone', ['a\rb\r\r'], 'a\r\nb\r\n\r\n'],
    ['a CRLF cut in two', ['a\r', '\nb'], 'a\r\nb'],
    ['a CR at the end of a piece', ['a\r', 'b'], 'a\r\nb'],
    ['empty pieces between', ['a\r', '', '\nb', ''], 'a\r\nb'],
    ['CRCRLF is two', ['a\r\r\nb'], 'a\r\n\r\nb'],
    ['LF before CR', ['a\n\rb'], 'a\r\n\r\nb'],
    ['smuggled end of data', ['a\n.\r\n', 'a\r\n.\nb', 'a\r.\rb'], 'a\r\n.\r\na\r\n.\r\nba\r\n.\r\nb'],
    ['a CR as the last byte', ['\r'], '\r\n'],
    ['nothing', [], ''],
  ])('%s', (_, pieces, expected) => {
    expect(mended(pieces)).toBe(expected);
  });

  it('the same for every way of cutting, and the same again', () => {
    const piece = fc.string({ unit: fc.constantFrom('\r', '\n', 'a', '.'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const whole = pieces.join('');
        const expected = whole.replaceAll(/\r\n|\r|\n/g, '\r\n');
        expect(mended(pieces)).toBe(expected);
        expect(mended([expected])).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('a piece without anything to mend is not copied', () => {
    const piece = Buffer.from('a\r\nb\r\n');
    expect(toCrlf().push(piece)).toBe(piece);
  });
});
