/** The servers of the benchmark: Dovecot, and frontdesk as `frontdesk start` runs it, with the same 100 accounts. */
import { startDovecot } from '../support/dovecot.js';
import { prepareFrontdesk } from '../support/frontdesk-process.js';
import { missingPackages } from '../support/install-peers.js';
import { BENCH_DOMAIN, benchAccounts } from './bench-cases.js';
import type { BenchAccount } from './bench-cases.js';

export interface BenchServer {
  readonly name: 'frontdesk' | 'dovecot';
  readonly lmtpPort: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export async function startOurs(): Promise<BenchServer> {
  const frontdesk = await prepareFrontdesk({ env: { FRONTDESK_LOG_LEVEL: 'warn' } });
  await frontdesk.start();
  await frontdesk.cli(['domain', 'add', BENCH_DOMAIN]);
  const accounts = [...benchAccounts()];
  const createNext = async (): Promise<void> => {
    for (let account = accounts.pop(); account !== undefined; account = accounts.pop())
      await frontdesk.cli(accountCommand(account));
  };
  // As many commands at once as a small machine bears.
  await Promise.all([createNext(), createNext(), createNext()]);
  return { name: 'frontdesk', lmtpPort: frontdesk.lmtpPort, pid: frontdesk.pid(), stop: () => frontdesk.remove() };
}

function accountCommand({ name, addresses }: BenchAccount): string[] {
  const [primary = '', ...others] = addresses;
  const aliases = others.flatMap((address) => ['--alias', address]);
  return ['account', 'create', name, '--kind', 'user', '--email', primary, ...aliases];
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
    return { name: 'dovecot', lmtpPort: dovecot.lmtpPort, pid: dovecot.pid, stop: () => dovecot.stop() };
  } catch (error) {
    process.stdout.write(`no peer to compare with: ${String(error)}\n`);
    return null;
  }
}
