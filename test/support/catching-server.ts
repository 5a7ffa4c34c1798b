/**
 * An MTA that keeps what it gets: an SMTP server on loopback (RFC 5321) that accepts every message, unless the test makes it
 * refuse, stop answering or close the connection in one of the phases of a transaction.
 */
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { SMTPServer, type SMTPServerError } from 'smtp-server';
import { waitFor } from './wait-for.js';

export interface CaughtMail {
  /** The reverse-path; '' is the null one. */
  readonly from: string;
  readonly recipients: readonly string[];
  /** After dot-stuffing was undone. */
  readonly bytes: Buffer;
}

/** What the server does in a phase: go on, refuse, say nothing more, or close the connection. */
export type CatchingAnswer = 'take' | 'hang' | 'close' | { readonly code: number; readonly text: string };

export interface CatchingAnswers {
  /** In place of the greeting. */
  readonly greeting?: () => CatchingAnswer;
  readonly mail?: (reversePath: string) => CatchingAnswer;
  readonly recipient?: (forwardPath: string) => CatchingAnswer;
  /** While the body comes in. */
  readonly body?: () => 'take' | 'hang' | 'close';
  /** After the final dot. A message that is not taken is not kept. */
  readonly data?: (mail: CaughtMail) => CatchingAnswer;
}

export interface CatchingServer {
  readonly port: number;
  /** In the order they were taken. */
  readonly messages: readonly CaughtMail[];
  /** Connections made so far. */
  connections(): number;
  /** Until so many messages are there, or one that pleases: the first such. Throws after 10 s. */
  waitFor(wanted: number | ((mail: CaughtMail) => boolean)): Promise<CaughtMail>;
  /** Ends every connection, those left hanging too. */
  close(): Promise<void>;
}

export interface CatchingOptions {
  /** Default: a free one. */
  readonly port?: number;
  readonly answers?: CatchingAnswers;
}

type Done = (error?: Error | null) => void;

export async function startCatchingServer({ port = 0, answers = {} }: CatchingOptions = {}): Promise<CatchingServer> {
  const messages: CaughtMail[] = [];
  const sockets = new Map<number | undefined, Socket>();
  let connections = 0;
  const giveAnswer = (answer: CatchingAnswer, session: { remotePort: number }, done: Done): void => {
    if (answer === 'take') done();
    else if (answer === 'close') sockets.get(session.remotePort)?.destroy();
    else if (answer !== 'hang') done(refusal(answer));
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1,
    onConnect: (session, done) => {
      giveAnswer(answers.greeting?.() ?? 'take', session, done);
    },
    onMailFrom: ({ address }, session, done) => {
      giveAnswer(answers.mail?.(address) ?? 'take', session, done);
    },
    onRcptTo: ({ address }, session, done) => {
      giveAnswer(answers.recipient?.(address) ?? 'take', session, done);
    },
    onData: (stream, session, done) => {
      const inBody = answers.body?.() ?? 'take';
      if (inBody !== 'take') {
        giveAnswer(inBody, session, done);
        return;
      }
      const chunks: Buffer[] = [];
      const { mailFrom, rcptTo } = session.envelope;
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          recipients: rcptTo.map(({ address }) => address),
          bytes: Buffer.concat(chunks),
        };
        const answer = answers.data?.(mail) ?? 'take';
        if (answer === 'take') messages.push(mail);
        giveAnswer(answer, session, done);
      });
    },
  });
  // A peer that hangs up is what some tests are about.
  server.on('error', () => undefined);
  server.server.on('connection', (socket) => {
    connections += 1;
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    messages,
    connections: () => connections,
    waitFor: (wanted) =>
      typeof wanted === 'number'
        ? waitFor(`mail number ${wanted}`, () => messages[wanted - 1])
        : waitFor('a certain mail', () => messages.find(wanted)),
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(resolve);
      });
      for (const socket of sockets.values()) socket.destroy();
      await closed;
    },
  };
}

function refusal({ code, text }: { readonly code: number; readonly text: string }): SMTPServerError {
  return Object.assign(new Error(text), { responseCode: code });
}
