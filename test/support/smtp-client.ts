/**
 * An SMTP client (RFC 5321) that pipelines the envelope as mail programs do, and that a test can make send what no proper client
 * would.
 */
import { connect } from 'node:net';
import { readReplies } from './read-replies.js';
import { stuffDots } from './stuff-dots.js';

export interface SmtpMail {
  readonly from: string;
  readonly recipients: readonly string[];
  /** Sent as it is, dots doubled where a line begins with one. */
  readonly bytes: Uint8Array;
}

export interface SmtpClient {
  /** Says a line and reads one reply; the lines of a longer one are joined by LF. */
  command(line: string): Promise<string>;
  /** Bytes as they are, without waiting for anything. */
  write(bytes: string | Uint8Array): void;
  /** The next reply. Throws when the connection ends. */
  reply(): Promise<string>;
  /** The last reply of a transaction: the first refusal, or what came after the dot. */
  send(mail: SmtpMail): Promise<string>;
  /** When the connection has ended. */
  readonly closed: Promise<void>;
  /** QUIT, and the connection's end. */
  close(): Promise<void>;
}

export interface SmtpLogin {
  readonly user: string;
  readonly password: string;
}

/**
 * On loopback, without TLS. Throws if the login is refused.
 *
 * @param localAddress another address of this machine, as if the client were another
 */
export async function connectSmtp(
  port: number,
  login: SmtpLogin | null = null,
  localAddress = '127.0.0.1',
): Promise<SmtpClient> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.setNoDelay(true);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  const replies = readReplies(socket);
  const client: SmtpClient = {
    command: async (line) => {
      socket.write(`${line}\r\n`);
      return replies.next();
    },
    write: (bytes) => socket.write(bytes),
    reply: () => replies.next(),
    async send({ from, recipients, bytes }) {
      const paths = recipients.map((each) => `RCPT TO:<${each}>`);
      socket.write([`MAIL FROM:<${from}>`, ...paths, 'DATA', ''].join('\r\n'));
      const envelope: string[] = [];
      while (envelope.length < recipients.length + 2) envelope.push(await replies.next());
      const isOpen = envelope.at(-1)?.startsWith('354') === true;
      if (isOpen) socket.write(stuffDots(bytes));
      const last = isOpen ? await replies.next() : '';
      return envelope.find((reply) => !/^[23]/.test(reply)) ?? last;
    },
    closed,
    async close() {
      if (socket.destroyed) return;
      socket.end('QUIT\r\n');
      socket.resume();
      await closed;
    },
  };
  await replies.next();
  await client.command('EHLO client.invalid');
  if (login === null) return client;
  const token = Buffer.from(`\0${login.user}\0${login.password}`).toString('base64');
  const answer = await client.command(`AUTH PLAIN ${token}`);
  if (!answer.startsWith('235')) throw new Error(`the login was refused: ${answer}`);
  return client;
}
