/**
 * Submitted messages in a second, until each has its 250: our submission, with a login on each connection, compared with
 * Postfix' own on the same machine, which takes mail of loopback without one. Both keep what they are given: our outbox
 * has no relay, Postfix defers.
 */
import { callAction } from '../../src/admin/control/client.js';
import { freePort } from '../support/free-port.js';
import { prepareFrontdesk } from '../support/frontdesk-process.js';
import { missingPackages } from '../support/install-peers.js';
import { plainMail } from '../support/invitation.js';
import { startPostfix } from '../support/postfix.js';
import { connectSmtp, type SmtpLogin } from '../support/smtp-client.js';
import { BENCH_DOMAIN } from './bench-cases.js';
import { median } from './print-results.js';

export const submissionCase = { name: 'submission', what: '10 KB, 10 connections, 100 mails each', goal: 1 } as const;

export interface SubmissionResult {
  readonly name: string;
  readonly what: string;
  readonly goal: number;
  /** Messages a second, the median of the rounds; the log-ins are in it. */
  readonly ours: number | null;
  /** null: no Postfix is installed. */
  readonly peer: number | null;
}

const CONNECTIONS = 10;
const MAILS_EACH = 100;
const MAIL_BYTES = 10_240;
const LINE = `${'x'.repeat(70)}\r\n`;
const MS_PER_SECOND = 1000;
const AUTHOR = `author@${BENCH_DOMAIN}`;
const login: SmtpLogin = { user: 'author', password: 'a long password' };

interface Server {
  readonly port: number;
  readonly login: SmtpLogin | null;
  stop(): Promise<void>;
}

export async function measureSubmission(rounds: number): Promise<SubmissionResult> {
  const ours = await startOurSubmission();
  try {
    const peer = missingPackages(['postfix']).length > 0 ? null : await startPeerSubmission();
    const rates: Record<'ours' | 'peer', number[]> = { ours: [], peer: [] };
    try {
      for (let round = 1; round <= rounds; round += 1) {
        rates.ours.push(await handIn(ours));
        if (peer !== null) rates.peer.push(await handIn(peer));
      }
    } finally {
      await peer?.stop();
    }
    return { ...submissionCase, ours: median(rates.ours), peer: median(rates.peer) };
  } finally {
    await ours.stop();
  }
}

async function startOurSubmission(): Promise<Server> {
  const port = await freePort();
  const env = { FRONTDESK_LOG_LEVEL: 'warn', FRONTDESK_SUBMISSION_LISTEN: `127.0.0.1:${port}` };
  const frontdesk = await prepareFrontdesk({ env });
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', BENCH_DOMAIN]);
  const account = { name: login.user, kind: 'user', email: AUTHOR, password: login.password };
  await callAction(frontdesk.dataFolder, 'account-create', account);
  return { port, login, stop: () => frontdesk.remove() };
}

async function startPeerSubmission(): Promise<Server> {
  const [lmtpPort, outsidePort] = [await freePort(), await freePort()];
  // It would slow down a client that sends faster than the server delivers.
  const further = { defer_transports: 'smtp', in_flow_delay: '0s' };
  const postfix = await startPostfix({ lmtpPort, outsidePort, domains: [BENCH_DOMAIN], further });
  return { port: postfix.smtpPort, login: null, stop: () => postfix.stop() };
}

/** Messages a second. Throws if one is refused. */
async function handIn(server: Server): Promise<number> {
  const begin = performance.now();
  const connection = async (_: unknown, index: number): Promise<void> => {
    const client = await connectSmtp(server.port, server.login);
    for (let number = 0; number < MAILS_EACH; number += 1) {
      const to = `r${index}@partner.example`;
      const messageId = `bench-${begin}-${index}-${number}@${BENCH_DOMAIN}`;
      const bytes = plainMail({ from: AUTHOR, to, messageId, body: LINE.repeat(Math.floor(MAIL_BYTES / LINE.length)) });
      const reply = await client.send({ from: AUTHOR, recipients: [to], bytes });
      if (!reply.startsWith('250')) throw new Error(`not taken: ${reply}`);
    }
    await client.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return (CONNECTIONS * MAILS_EACH * MS_PER_SECOND) / (performance.now() - begin);
}
