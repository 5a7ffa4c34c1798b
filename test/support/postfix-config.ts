/**
 * main.cf, domains and master.cf of a temporary Postfix in front of frontdesk: the files of packaging/postfix, as an administrator
 * has them, followed by the settings of the test (its folder, its ports, short times).
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A domain whose message is given to a program. */
export interface PipedDomain {
  readonly domain: string;
  /** Who runs it; Postfix refuses root. */
  readonly user: string;
  readonly command: string;
}

export interface PostfixSettings {
  readonly folder: string;
  readonly smtpPort: number;
  /** Delivered to frontdesk. */
  readonly domains: readonly string[];
  readonly lmtpPort: number;
  /** Stands for the rest of the world. */
  readonly outsidePort: number;
  /** Ask frontdesk at RCPT whether the recipient is there. */
  readonly verifyRecipients: boolean;
  readonly piped: PipedDomain | null;
  /** Further settings of main.cf. */
  readonly further: Readonly<Record<string, string>>;
}

/** Seconds: the shortest that Postfix knows, so that a test waits for a condition, not for a queue run. */
const RETRY_SECONDS = 1;

export function mainCf(postfix: PostfixSettings): string {
  const { folder, domains, lmtpPort, outsidePort, verifyRecipients, piped, further } = postfix;
  const settings: Record<string, string | number> = {
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    daemon_directory: '/usr/lib/postfix/sbin',
    command_directory: '/usr/sbin',
    maillog_file: `${folder}/mail.log`,
    maillog_file_prefixes: folder,
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    myhostname: `mta.${domains[0] ?? 'invalid'}`,
    local_transport: 'error:there are no local accounts',
    virtual_transport: `lmtp:inet:127.0.0.1:${lmtpPort}`,
    relayhost: `[127.0.0.1]:${outsidePort}`,
    ...(piped === null ? {} : pipedSettings(piped)),
    ...(verifyRecipients ? {} : { smtpd_recipient_restrictions: '' }),
    address_verify_negative_refresh_time: '2s',
    address_verify_negative_expire_time: '4s',
    address_verify_poll_delay: `${RETRY_SECONDS}s`,
    address_verify_poll_count: 5,
    queue_run_delay: `${RETRY_SECONDS}s`,
    minimal_backoff_time: `${RETRY_SECONDS}s`,
    maximal_backoff_time: `${RETRY_SECONDS}s`,
    // One refused connection must not delay the whole destination.
    default_destination_concurrency_failed_cohort_limit: 100,
    // Else a killed frontdesk counts as slow for as long as the connection is in the cache.
    lmtp_connection_cache_on_demand: 'no',
    smtpd_client_connection_rate_limit: 0,
    smtpd_client_connection_count_limit: 0,
    ...further,
  };
  // Twice the same name is a warning, and warnings at the start lose what Postfix says next.
  const kept = readFileSync(resolve('packaging/postfix/main.cf'), 'utf8')
    .split('\n')
    .filter((line) => !((/^(\w+) *=/.exec(line)?.[1] ?? '') in settings));
  return [...kept, ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`), ''].join('\n');
}

function pipedSettings({ domain }: PipedDomain): Record<string, string | number> {
  return { relay_domains: domain, transport_maps: `inline:{${domain}=piped}`, piped_destination_recipient_limit: 1 };
}

/** The file `domains`, as packaging/postfix/start.sh writes it. */
export function domainsFile({ domains }: PostfixSettings): string {
  return domains.map((domain) => `${domain} reject_unverified_recipient\n`).join('');
}

/** service, type, private, unprivileged, chroot, wake-up, process limit, command; nothing runs in a chroot. */
export function masterCf({ smtpPort, piped }: PostfixSettings): string {
  const pipe = piped === null ? '' : `piped unix - n n - - pipe flags=ORhu user=${piped.user} argv=${piped.command}\n`;
  return `
127.0.0.1:${smtpPort} inet n - n - - smtpd
pickup     unix       n - n 60   1 pickup
cleanup    unix       n - n -    0 cleanup
qmgr       unix       n - n 300? 1 qmgr
rewrite    unix       - - n -    - trivial-rewrite
bounce     unix       - - n -    0 bounce
defer      unix       - - n -    0 bounce
trace      unix       - - n -    0 bounce
verify     unix       - - n -    1 verify
flush      unix       n - n 1000? 0 flush
proxymap   unix       - - n -    - proxymap
smtp       unix       - - n -    - smtp
lmtp       unix       - - n -    - lmtp
error      unix       - - n -    - error
retry      unix       - - n -    - error
discard    unix       - - n -    - discard
showq      unix       n - n -    - showq
anvil      unix       - - n -    1 anvil
scache     unix       - - n -    1 scache
postlog    unix-dgram n - n -    1 postlogd
${pipe}`.trimStart();
}
