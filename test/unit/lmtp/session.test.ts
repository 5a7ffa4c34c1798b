import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextEvent, pushBytes } from '../../../src/lmtp/next-event.js';
import { answerMessage, answerRcpt, startSession, takeOutput, type Session } from '../../../src/lmtp/session.js';
import type { Address } from '../../../src/mail/address.js';
import { recipient } from '../../support/fake-inbound-path.js';

interface Heard {
  output: string;
  /** Text of each message, dot-stuffing undone. */
  readonly messages: Buffer[];
  readonly events: string[];
}

/** What a session makes of the bytes when they come in these pieces. */
function hear(pieces: readonly Buffer[], maxMessageBytes = 100_000): Heard {
  const session = startSession({ hostname: 'mx.example', maxMessageBytes, maxRecipients: 3 });
  const heard: Heard = { output: '', messages: [], events: [] };
  let text: Buffer[] = [];
  for (const piece of pieces) {
    pushBytes(session, piece);
    for (let event = nextEvent(session); event !== null; event = nextEvent(session)) {
      if (event.kind === 'text') text.push(Buffer.from(event.bytes.subarray(event.start, event.end)));
      else heard.events.push(event.kind);
      if (event.kind === 'resolve') accept(session, event.forwardPath);
      if (event.kind === 'discard' || event.kind === 'too-large') text = [];
      if (event.kind === 'message') {
        heard.messages.push(Buffer.concat(text));
        text = [];
        answerMessage(session, [{ code: 250, status: '2.0.0', text: 'Ok' }]);
      }
    }
    heard.output += takeOutput(session);
  }
  return heard;
}

function accept(session: Session, forwardPath: Address): void {
  const reply = { code: 250, status: '2.1.5', text: 'Ok' };
  answerRcpt(session, { kind: 'accepted', reply, recipient: recipient(forwardPath) });
}

function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set([0, ...cuts.map((each) => each % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  // Each of its own, as a socket brings them: the reader may write into them.
  return at.slice(1).map((end, index) => Buffer.from(bytes.subarray(at[index], end)));
}

const envelope = 'MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n';
const inData = (text: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`LHLO x\r\n${envelope}DATA\r\n`), text, Buffer.from('\r\n.\r\nQUIT\r\n')]);

/** RFC 5321 §4.5.2, from the client's side. */
const stuff = (text: Buffer): Buffer => Buffer.from(text.toString('latin1').replace(/(^|\r\n)\./g, '$1..'), 'latin1');

/** Bytes of any kind, rich in those that mean something. */
const body = fc
  .array(
    fc.oneof(
      fc.constantFrom('.', '\r', '\n', '\r\n', '\r\n.', '\n.\n', '\r.\r', '\n.\r\n', '\0', '\xff', 'QUIT\r\n'),
      fc.string({ maxLength: 20 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

describe('an LMTP session', () => {
  it('RFC 5321 §4.5.2: any text comes out as it was before dot-stuffing, however the bytes are cut', () => {
    fc.assert(
      fc.property(body, fc.array(fc.nat()), (text, cuts) => {
        const heard = hear(cut(inData(stuff(text)), cuts));
        expect(heard.messages).toEqual([Buffer.concat([text, Buffer.from('\r\n')])]);
        expect(heard.output).toMatch(/250 2\.0\.0 Ok\r\n221 [^\r\n]*\r\n$/);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['as MAIL declares it', 'MAIL FROM:<a@b.example> SIZE=11\r\n', ['too-large', 'close']],
    ['in DATA', `${envelope}DATA\r\n12345678901\r\n.\r\n`, ['resolve', 'too-large', 'close']],
    ['in BDAT', `${envelope}BDAT 6\r\n123456BDAT 6 LAST\r\n123456`, ['resolve', 'too-large', 'close']],
  ])('RFC 1870 §6: a mail that is too large, %s, is refused and told of once', (_, commands, events) => {
    const heard = hear([Buffer.from(`LHLO x\r\n${commands}QUIT\r\n`)], 10);
    expect(heard.events.filter((event) => event !== 'text')).toEqual(events);
    expect(heard.output).toContain('552 5.3.4 ');
    expect(heard.messages).toEqual([]);
  });

  it('any bytes give the same events and replies, however they are cut', () => {
    const line = fc.constantFrom(
      'LHLO x',
      'MAIL FROM:<>',
      'MAIL FROM:<a@b.example> SIZE=3',
      'RCPT TO:<c@d.example>',
      'RCPT TO:<bad>',
      'DATA',
      '.',
      '..',
      'text',
      'BDAT 3',
      'BDAT 8 LAST',
      'BDAT 0 LAST',
      'RSET',
      'x'.repeat(2500),
      '\xfc',
    );
    const wire = fc.array(fc.tuple(line, fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r')), { maxLength: 40 });
    fc.assert(
      fc.property(wire, fc.array(fc.nat()), (lines, cuts) => {
        const bytes = Buffer.from(`LHLO x\r\n${envelope}${lines.flat().join('')}`, 'latin1');
        expect(hear(cut(bytes, cuts), 30)).toEqual(hear([bytes], 30));
      }),
      { numRuns: 500 },
    );
  });

  it('RFC 3030 §2: BDAT reads its octets unchanged', () => {
    fc.assert(
      fc.property(fc.array(body, { minLength: 1, maxLength: 4 }), fc.array(fc.nat()), (chunks, cuts) => {
        const wire = chunks.flatMap((chunk, index) => [
          Buffer.from(`BDAT ${chunk.length}${index === chunks.length - 1 ? ' LAST' : ''}\r\n`),
          chunk,
        ]);
        const bytes = Buffer.concat([Buffer.from(`LHLO x\r\n${envelope}`), ...wire]);
        expect(hear(cut(bytes, cuts)).messages).toEqual([Buffer.concat(chunks)]);
      }),
    );
  });

  it('a reply from inside cannot break the line: it is cut and made printable', () => {
    const session = startSession({ hostname: 'mx.example', maxMessageBytes: 1, maxRecipients: 1 });
    answerRcpt(session, {
      kind: 'refused',
      reply: { code: 550, status: '5.1.1', text: `a\r\n250 ok\0ü${'x'.repeat(900)}` },
    });
    expect(takeOutput(session)).toMatch(/^550 5\.1\.1 a\?\?250 ok\?\?x{400,}\r\n$/);
  });
});
