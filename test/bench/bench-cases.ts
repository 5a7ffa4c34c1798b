/**
 * What the benchmark measures: loads of Postfix's smtp-source in LMTP mode, the same for the peer and for us.
 *
 * smtp-source -N numbers its recipients 1u@..., 2u@..., over the whole run; each number is an address of one of 100
 * accounts, so that every case spreads over all of them.
 */

export const BENCH_DOMAIN = 'corp.example';
export const BENCH_ACCOUNTS = 100;
/** Addresses of an account; with 100 accounts enough for 6,000 recipients of one run. */
const ADDRESSES_PER_ACCOUNT = 60;

export interface BenchCase {
  readonly name: string;
  readonly what: string;
  readonly messages: number;
  readonly bytes: number;
  readonly sessions: number;
  readonly recipients: number;
  /** false: a new connection for each message. */
  readonly keepConnection: boolean;
  /** Our deliveries a second to the peer's, at least. */
  readonly goal: number;
}

const KIB = 1024;
const tenKilobytes = { bytes: 10 * KIB, recipients: 1, keepConnection: true };

export const benchCases: readonly BenchCase[] = [
  { name: '10k-1', what: '10 KB, 1 session', ...tenKilobytes, messages: 1000, sessions: 1, goal: 3 },
  { name: '10k-10', what: '10 KB, 10 sessions', ...tenKilobytes, messages: 3000, sessions: 10, goal: 6 },
  { name: '10k-50', what: '10 KB, 50 sessions', ...tenKilobytes, messages: 4000, sessions: 50, goal: 8 },
  {
    name: '10k-20-recipients',
    what: '10 KB, 20 recipients, 10 sessions',
    ...tenKilobytes,
    messages: 300,
    sessions: 10,
    recipients: 20,
    goal: 12,
  },
  {
    name: '1m-10',
    what: '1 MB, 10 sessions',
    ...tenKilobytes,
    bytes: KIB ** 2,
    messages: 200,
    sessions: 10,
    goal: 2,
  },
  {
    name: 'connect',
    what: '10 KB, a new connection each message, 10 sessions',
    ...tenKilobytes,
    messages: 1500,
    sessions: 10,
    keepConnection: false,
    goal: 3,
  },
];

export interface BenchAccount {
  /** u000 .. u099 */
  readonly name: string;
  readonly addresses: readonly string[];
}

export function benchAccounts(): readonly BenchAccount[] {
  return Array.from({ length: BENCH_ACCOUNTS }, (_, index) => {
    const name = `u${String(index).padStart(3, '0')}`;
    const numbered = Array.from(
      { length: ADDRESSES_PER_ACCOUNT },
      (_, turn) => `${turn * BENCH_ACCOUNTS + index + 1}u@${BENCH_DOMAIN}`,
    );
    return { name, addresses: [`${name}@${BENCH_DOMAIN}`, ...numbered] };
  });
}
