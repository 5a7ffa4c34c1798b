/** The servers of the benchmark: Dovecot, and frontdesk as `frontdesk start` runs it, with the same 100 accounts. */
import { callAction } from '../../src/admin/control/client.js';
import { startDovecot } from '../support/dovecot.js';
import { prepareFrontdesk } from '../support/frontdesk-process.js';
import { missingPackages } from '../support/install-peers.js';
import { BENCH_ACCOUNTS, BENCH_DOMAIN, benchAccounts, type BenchAccount } from './bench-cases.js';

export interface BenchServer {
  readonly name: 'frontdesk' | 'dovecot';
  readonly lmtpPort: number;
  pid(): number;
  stop(): Promise<void>;
}

export interface OurBenchServer extends BenchServer {
  /** Further accounts, which get no messages, up to this number. */
  fillUpTo(accounts: number): Promise<void>;
  /** An orderly end and a new start on the same data; resolves to the milliseconds until it listens. */
  restart(): Promise<number>;
}

/** Calls under way at once when accounts are made. */
const MAKERS = 8;

export async function startOurs(): Promise<OurBenchServer> {
  const frontdesk = await prepareFrontdesk({ env: { FRONTDESK_LOG_LEVEL: 'warn' } });
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', BENCH_DOMAIN]);
  const make = async (accounts: readonly BenchAccount[]): Promise<void> => {
    const left = [...accounts];
    const makeNext = async (): Promise<void> => {
      for (let account = left.pop(); account !== undefined; account = left.pop()) {
        const [email, ...alias] = account.addresses;
        await callAction(frontdesk.dataFolder, 'account-create', { name: account.name, kind: 'user', email, alias });
      }
    };
    await Promise.all(Array.from({ length: MAKERS }, makeNext));
  };
  await make(benchAccounts());
  return {
    name: 'frontdesk',
    lmtpPort: frontdesk.lmtpPort,
    pid: () => frontdesk.pid(),
    stop: () => frontdesk.remove(),
    fillUpTo: (count) =>
      make(
        Array.from({ length: count - BENCH_ACCOUNTS }, (_, index) => ({
          name: `quiet${index}`,
          addresses: [`quiet${index}@${BENCH_DOMAIN}`],
        })),
      ),
    restart: async () => {
      await frontdesk.stop();
      const begin = performance.now();
      await frontdesk.start();
      return performance.now() - begin;
    },
  };
}

/** null, saying why, if Dovecot is not installed or does not start: then we are measured alone. */
export async function startPeer(): Promise<BenchServer | null> {
  const missing = missingPackages(['dovecot', 'dovecotLmtp']);
  if (missing.length > 0) {
    process.stdout.write(`no peer to compare with: install ${missing.join(' ')} (Debian)\n`);
    return null;
  }
  try {
    const dovecot = await startDovecot(benchAccounts());
    return { name: 'dovecot', lmtpPort: dovecot.lmtpPort, pid: () => dovecot.pid, stop: () => dovecot.stop() };
  } catch (error) {
    process.stdout.write(`no peer to compare with: ${String(error)}\n`);
    return null;
  }
}
