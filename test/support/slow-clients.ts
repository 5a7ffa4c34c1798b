/**
 * Clients that keep connections open: each sends a given text, then one more octet from time to time, and never finishes.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Between two octets of a client. */
const EVERY_MS = 100;
/** Of what it is told. */
const KEPT_CHARACTERS = 10_000;

export interface SlowClients {
  /** How many the server has not closed. */
  connected(): number;
  /** What the client of that number was told last. */
  heard(index: number): string;
  stop(): void;
}

export interface SlowClient {
  /** Said one after the other, each once the server has said something that matches `after`. */
  readonly says: readonly { readonly after: RegExp; readonly bytes: string | Uint8Array }[];
  /** What it goes on with, an octet at a time; null: nothing. */
  readonly trickles: string | null;
}

/** Resolves when each has said all it says at once. */
export async function startSlowClients(
  port: number,
  count: number,
  { says, trickles }: SlowClient,
): Promise<SlowClients> {
  const sockets = await Promise.all(Array.from({ length: count }, () => open(port)));
  const texts = sockets.map(() => '');
  const ready = sockets.map((socket, index) =>
    talk(socket, says, (more) => (texts[index] = `${texts[index] ?? ''}${more}`.slice(-KEPT_CHARACTERS))),
  );
  await Promise.all(ready);
  const timer = setInterval(() => {
    if (trickles === null) return;
    for (const socket of sockets) if (socket.writable) socket.write(trickles);
  }, EVERY_MS);
  return {
    connected: () => sockets.filter((socket) => !socket.destroyed && !socket.readableEnded).length,
    heard: (index) => texts[index] ?? '',
    stop() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Resolves when all is said, or the server has closed the connection. */
function talk(socket: Socket, says: SlowClient['says'], hear: (text: string) => void): Promise<void> {
  return new Promise((resolve) => {
    let heard = '';
    const left = [...says];
    const goOn = (): void => {
      while (left[0]?.after.test(heard) === true) {
        heard = '';
        socket.write(left.shift()?.bytes ?? '');
      }
      if (left.length === 0) socket.write('', () => resolve());
    };
    socket.on('data', (chunk: Buffer) => {
      heard = `${heard}${chunk.toString('latin1')}`.slice(-KEPT_CHARACTERS);
      hear(chunk.toString('latin1'));
      goOn();
    });
    socket.on('close', () => resolve());
    goOn();
  });
}
