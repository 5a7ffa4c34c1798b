/**
 * An LMTP client (RFC 2033) that works like an MTA: it sends MAIL, every RCPT and DATA at once (RFC 2920), and reads one reply for
 * each recipient. It is our own, so that a test can also send what no proper client would.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { readReplies } from './read-replies.js';
import { stuffDots } from './stuff-dots.js';

export interface LmtpMail {
  /** '' is the null reverse-path. */
  readonly from: string;
  readonly recipients: readonly string[];
  readonly bytes: Uint8Array;
  /** By BDAT (RFC 3030) instead of DATA: byte by byte as it is, whatever its line ends. */
  readonly isChunked?: boolean;
}

export interface LmtpClient {
  readonly greeting: string;
  /** The final reply for each recipient in order: the refusal of its RCPT, or what came after the dot. */
  send(mail: LmtpMail): Promise<readonly string[]>;
  /** Says a line and reads one reply; the lines of a longer one are joined by LF. */
  command(line: string): Promise<string>;
  /** QUIT, and the connection's end. */
  close(): Promise<void>;
}

/** @param where a port of 127.0.0.1, or the path of a Unix socket */
export async function connectLmtp(where: number | string): Promise<LmtpClient> {
  const socket = typeof where === 'number' ? connect(where, '127.0.0.1') : connect(where);
  socket.setNoDelay(true);
  const replies = readReplies(socket);
  const greeting = await replies.next();
  const command = async (line: string): Promise<string> => {
    socket.write(`${line}\r\n`);
    return await replies.next();
  };
  await command('LHLO client.invalid');
  return {
    greeting,
    command,
    send: async ({ from, recipients, bytes, isChunked = false }) => {
      const text = isChunked ? `BDAT ${bytes.length} LAST` : 'DATA';
      socket.write([`MAIL FROM:<${from}>`, ...recipients.map((each) => `RCPT TO:<${each}>`), text, ''].join('\r\n'));
      if (isChunked) socket.write(bytes);
      const mail = await replies.next();
      const results: string[] = [];
      while (results.length < recipients.length) results.push(await replies.next());
      const isWanted = results.some((result) => result.startsWith('2'));
      // RFC 3030 §2: the chunk has no reply of its own beside those for the recipients, unless there are none.
      const data = isChunked && isWanted ? '354' : await replies.next();
      if (!mail.startsWith('2')) return results.map(() => mail);
      // RFC 2033 §4.2: with nobody left, DATA is refused.
      if (!data.startsWith('354')) {
        // The transaction is still open, and the next message on this connection would be one too many.
        await command('RSET');
        return results.map((result) => (result.startsWith('2') ? data : result));
      }
      if (!isChunked) socket.write(stuffDots(bytes));
      for (const [index, result] of results.entries()) {
        if (result.startsWith('2')) results[index] = await replies.next();
      }
      return results;
    },
    close: async () => {
      if (socket.destroyed) return;
      const closed = once(socket, 'close');
      socket.end('QUIT\r\n');
      socket.resume();
      await closed;
    },
  };
}
