/**
 * An MTA that says what the test has scripted, phase by phase, and remembers every line it gets: for behaviour that no proper server
 * shows (catching-server.ts is a proper one).
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A reply without its line break; `hang`: nothing more; `close`: the end of the connection. */
export type ScriptedReply = string;

const phases = ['EHLO', 'HELO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'RSET', 'QUIT'] as const;

export interface MtaScript {
  /** Lines after the first of the answer to EHLO. */
  readonly offers?: readonly string[];
  readonly greeting?: ScriptedReply;
  /** In place of what a willing MTA says; a function is given the line. */
  readonly replies?: Partial<
    Record<(typeof phases)[number] | 'end', ScriptedReply | ((line: string) => ScriptedReply)>
  >;
}

export interface ScriptedMta {
  readonly port: number;
  /** Every line that came in, those of messages too. */
  readonly lines: readonly string[];
  /** Messages that were taken. */
  taken(): number;
  /** The most at one moment. */
  mostConnections(): number;
  close(): Promise<void>;
}

export async function startScriptedMta(script: MtaScript): Promise<ScriptedMta> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  let [taken, most] = [0, 0];
  const offer = ['scripted.example', ...(script.offers ?? [])];
  const willing = {
    EHLO: offer.map((text, index) => `250${index < offer.length - 1 ? '-' : ' '}${text}`).join('\r\n'),
    HELO: '250 scripted.example',
    STARTTLS: '220 go on',
    AUTH: '235 welcome',
    MAIL: '250 ok',
    RCPT: '250 ok',
    DATA: '354 go on',
    RSET: '250 ok',
    QUIT: '221 bye',
    end: '250 taken',
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    let [rest, inMail] = ['', false];
    const say = (reply: ScriptedReply): void => {
      if (reply === 'close') socket.destroy();
      else if (reply !== 'hang') socket.write(`${reply}\r\n`);
    };
    const hear = (line: string): void => {
      lines.push(line);
      const phase = inMail ? 'end' : phases.find((each) => line.toUpperCase().startsWith(each));
      if (phase === undefined) {
        say('500 what?');
        return;
      }
      if (inMail && line !== '.') return;
      const written = script.replies?.[phase];
      const reply = (typeof written === 'function' ? written(line) : written) ?? willing[phase];
      inMail = phase === 'DATA' && reply.startsWith('354');
      if (phase === 'end' && reply.startsWith('2')) taken += 1;
      say(reply);
    };
    socket.on('data', (chunk) => {
      const [...whole] = (rest + chunk.toString('utf8')).split('\r\n');
      rest = whole.pop() ?? '';
      for (const line of whole) hear(line);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    say(script.greeting ?? '220 scripted.example');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    lines,
    taken: () => taken,
    mostConnections: () => most,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
