/**
 * The other programs that the tests in test/peers and test/faults need. As the global set-up of vitest it installs the missing
 * Debian packages (as root, with a notice, without starting their services); on other systems it says what to install. The
 * benchmark only asks what is missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';

interface Peer {
  /** Of Debian. */
  readonly packageName: string;
  /** A file that shows it is there. */
  readonly program: string;
}

export const peers = {
  postfix: { packageName: 'postfix', program: '/usr/sbin/smtp-source' },
  dovecot: { packageName: 'dovecot-core', program: '/usr/sbin/dovecot' },
  dovecotLmtp: { packageName: 'dovecot-lmtpd', program: '/usr/lib/dovecot/lmtp' },
  dovecotImap: { packageName: 'dovecot-imapd', program: '/usr/lib/dovecot/imap' },
  systemd: { packageName: 'systemd', program: '/usr/bin/systemd-notify' },
  python: { packageName: 'python3-minimal', program: '/usr/bin/python3' },
  swaks: { packageName: 'swaks', program: '/usr/bin/swaks' },
  swaksTls: { packageName: 'libnet-ssleay-perl', program: '/usr/share/doc/libnet-ssleay-perl/copyright' },
  curl: { packageName: 'curl', program: '/usr/bin/curl' },
  opendkim: { packageName: 'opendkim', program: '/usr/sbin/opendkim' },
  opendmarc: { packageName: 'opendmarc', program: '/usr/sbin/opendmarc' },
  rspamd: { packageName: 'rspamd', program: '/usr/bin/rspamd' },
  mlmmj: { packageName: 'mlmmj', program: '/usr/bin/mlmmj-receive' },
  neomutt: { packageName: 'neomutt', program: '/usr/bin/neomutt' },
} as const satisfies Record<string, Peer>;

/** Debian packages that are not installed, of all peers or of those named. */
export function missingPackages(names = Object.keys(peers) as (keyof typeof peers)[]): string[] {
  return names
    .map((name) => peers[name])
    .filter((peer) => !existsSync(peer.program))
    .map((peer) => peer.packageName);
}

/** invoke-rc.d asks this file whether a package may start its service; 101 is no. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

export default async function installPeers(): Promise<void> {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const command = `apt-get install --yes --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`The tests against real peers need ${missing.join(', ')}. Install them as root: ${command}`);
  }
  process.stdout.write(`installing ${missing.join(', ')} for the tests against real peers\n`);
  const ownPolicy = !existsSync(SERVICE_POLICY);
  if (ownPolicy) {
    await writeFile(SERVICE_POLICY, '#!/bin/sh\nexit 101\n');
    await chmod(SERVICE_POLICY, 0o755);
  }
  try {
    const install = ['install', '--yes', '--no-install-recommends', ...missing];
    if (aptGet(install) === 0) return;
    // No package lists yet, or old ones.
    if (aptGet(['update']) === 0 && aptGet(install) === 0) return;
    throw new Error(`could not install ${missing.join(', ')}; try as root: apt-get update && ${command}`);
  } finally {
    if (ownPolicy) await rm(SERVICE_POLICY);
  }
}

function aptGet(args: readonly string[]): number | null {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['--quiet', ...args], { env, stdio: ['ignore', 'inherit', 'inherit'] }).status;
}
