/** The replies of an SMTP or LMTP server on a socket, one after the other (RFC 5321 §4.2.1). */
import type { Socket } from 'node:net';

/** A server that says nothing for this long will not say anything more. */
const SILENCE_MS = 30_000;

export interface Replies {
  /** The next whole reply. Throws when the connection ends, or is silent for too long. */
  next(): Promise<string>;
}

export function readReplies(socket: Socket): Replies {
  let text = '';
  let lines: string[] = [];
  let ended: Error | null = null;
  const arrived: string[] = [];
  let waiting: { resolve: (reply: string) => void; reject: (error: Error) => void } | null = null;

  const handOver = (): void => {
    const reply = waiting === null ? undefined : arrived.shift();
    if (reply !== undefined) waiting?.resolve(reply);
    else if (ended !== null) waiting?.reject(ended);
    else return;
    waiting = null;
  };
  const end = (error: Error): void => {
    ended ??= error;
    handOver();
  };
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error(`the server said nothing for ${SILENCE_MS} ms`)));
  socket.on('error', end);
  socket.on('close', () => {
    end(new Error('the server closed the connection'));
  });
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    const whole = text.split('\r\n');
    text = whole.pop() ?? '';
    for (const line of whole) {
      lines.push(line);
      if (line[3] === '-') continue;
      arrived.push(lines.join('\n'));
      lines = [];
    }
    handOver();
  });
  return {
    next: () =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        handOver();
      }),
  };
}
