/**
 * The kinds of values of configuration keys. Each is a zod schema that reads TOML values (numbers, booleans, lists) and
 * the text of an environment variable or flag, and whose error lists what is allowed. The command line uses the same
 * schemas for its options.
 */
import { isIP } from 'node:net';
import { z } from 'zod';
import { parseAddress } from '../mail/address.js';
import type { ListenAddress } from '../runtime/listen-address.js';

const KIB = 1024;
const sizeUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: KIB,
  kb: KIB,
  kib: KIB,
  m: KIB ** 2,
  mb: KIB ** 2,
  mib: KIB ** 2,
  g: KIB ** 3,
  gb: KIB ** 3,
  gib: KIB ** 3,
  t: KIB ** 4,
  tb: KIB ** 4,
  tib: KIB ** 4,
};
const SECOND_MS = 1000;
const durationUnitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: 60 * SECOND_MS,
  h: 3600 * SECOND_MS,
  d: 86_400 * SECOND_MS,
  w: 604_800 * SECOND_MS,
};

/** Parses text into a value, or adds an issue that lists what is allowed. */
function reading<T>(allowed: string, read: (text: string) => T | undefined) {
  return z.unknown().transform((given, context): T => {
    const value = isWritten(given) ? read(String(given).trim()) : undefined;
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `allowed: ${allowed}` });
    return z.NEVER;
  });
}

const isWritten = (given: unknown): given is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof given);

const withUnit = (text: string, units: Readonly<Record<string, number>>): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
  const factor = units[(match?.[2] ?? '-').toLowerCase()];
  return match === null || factor === undefined ? undefined : Math.round(Number(match[1]) * factor);
};
const within = (value: number | undefined, minimum: number, maximum: number): number | undefined =>
  value !== undefined && Number.isSafeInteger(value) && value >= minimum && value <= maximum ? value : undefined;

/** Bytes. `64MiB`, `900M` (also 1024-based, as administrators of mail stores expect), `1G`, or a plain number. */
export const size = (minimum = 0, maximum = Number.MAX_SAFE_INTEGER) => {
  const bounds = minimum === 0 ? '' : `, from ${minimum} to ${maximum} bytes`;
  return reading(`a size such as 900M, 64MiB or 2G, or a number of bytes${bounds}`, (text) =>
    within(withUnit(text, sizeUnits), minimum, maximum),
  );
};

/** Milliseconds, from a number with its unit. */
export const duration = () =>
  reading('a duration such as 30s, 10m, 12h or 7d', (text) => within(withUnit(text, durationUnitsMs), 0, 3.2e12));

/** A whole number in the unit of the key's name (`idleSeconds`, `horizonDays`), or a duration with a unit. */
export const durationIn = (unit: 's' | 'd', minimum: number, maximum: number) => {
  const perUnit = durationUnitsMs[unit] ?? 1;
  const allowed = `a whole number of ${unit === 's' ? 'seconds' : 'days'} from ${minimum} to ${maximum}, or a duration with a unit, such as ${minimum}${unit}`;
  return reading(allowed, (text) => {
    const value = withUnit(text, { '': perUnit, ...durationUnitsMs });
    return value === undefined ? undefined : within(value / perUnit, minimum, maximum);
  });
};

export const count = (minimum: number, maximum: number) =>
  reading(`a whole number from ${minimum} to ${maximum}`, (text) =>
    /^\d{1,15}$/.test(text) ? within(Number(text), minimum, maximum) : undefined,
  );

export const yesNo = () =>
  reading('yes or no', (text) =>
    /^(yes|true|on|1)$/i.test(text) ? true : /^(no|false|off|0)$/i.test(text) ? false : undefined,
  );

export const choice = <const Words extends readonly string[]>(words: Words) =>
  reading(words.join(', '), (text): Words[number] | undefined => words.find((word) => word === text));

/** Any text on one line, up to 1,000 characters. */
export const text = (allowed = 'text on one line') =>
  reading(allowed, (given) => (given.length <= 1000 && !/\p{Cc}/u.test(given) ? given : undefined));

/** Text that matches, of at most 255 characters. */
export const pattern = (allowed: string, expression: RegExp) =>
  reading(allowed, (given) => (given.length <= 255 && expression.test(given) ? given : undefined));

export const address = () => reading('an address such as it@example.org', (given) => parseAddress(given) ?? undefined);

export const optionalAddress = () =>
  reading('an address such as it@example.org, or empty', (given) =>
    given === '' || parseAddress(given) !== null ? given : undefined,
  );

export const timeZone = () => reading('the IANA name of a time zone, such as Europe/Berlin or UTC', readTimeZone);

/** Of an account: also `default`, which is null here, and means the time zone of the server as it is now. */
export const accountTimeZone = () =>
  reading('the IANA name of a time zone, such as Europe/Berlin or UTC, or default for that of the server', (name) =>
    name.toLowerCase() === 'default' ? null : readTimeZone(name),
  );

function readTimeZone(name: string): string | undefined {
  // The default and most common value. Reading the table of all zones takes longer than all other keys together.
  if (name === 'UTC') return name;
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    // The canonical capitalization; the name of an alias is kept as given.
    return known.toLowerCase() === name.toLowerCase() ? known : name;
  } catch {
    return undefined;
  }
}

export const language = () => pattern('a language tag such as en or de', /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

const LISTEN_ALLOWED = 'host:port such as 127.0.0.1:2003 or [::1]:2003, or unix:/path';

/** `127.0.0.1:2003`, `[::1]:2003`, `unix:/run/frontdesk/lmtp.sock`. Port 0: any free port. */
export const listenAddress = () => reading(LISTEN_ALLOWED, readListenAddress);

/** A listen address, or empty: null. */
export const listenAddressOrNone = () =>
  reading(`${LISTEN_ALLOWED}, or empty`, (given) => (given === '' ? null : readListenAddress(given)));

function readListenAddress(given: string): ListenAddress | undefined {
  if (/^unix:\/[^\p{Cc}]+$/u.test(given)) return { kind: 'unix', path: given.slice('unix:'.length) };
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+)):(\d{1,5})$/i.exec(given);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  return host === undefined || !(port <= 65_535) ? undefined : { kind: 'tcp', host, port };
}

/** `127.0.0.1`, `10.0.0.0/8`, `::1`, `fd00::/8` */
export const network = () => reading('an IP address or network such as 127.0.0.1, 10.0.0.0/8 or ::1', readNetwork);

function readNetwork(given: string): string | undefined {
  const [ip = '', prefix, ...more] = given.split('/');
  const [least, most] = /^::ffff:\d+\./i.test(ip) ? [96, 128] : isIP(ip) === 4 ? [0, 32] : [0, 128];
  if (isIP(ip) === 0 || ip.includes('%') || more.length > 0) return undefined;
  if (prefix === undefined) return given;
  return /^\d{1,3}$/.test(prefix) && within(Number(prefix), least, most) !== undefined ? given : undefined;
}

/** A network, or a host name. */
export const hostOrNetwork = () =>
  reading('a host name, IP address or network such as mx.example.org, 127.0.0.1 or 10.0.0.0/8', (given) => {
    if (/^[0-9.]+$|[:/]/.test(given)) return readNetwork(given);
    return given.length <= 255 && /^[a-z0-9._-]+$/i.test(given) ? given : undefined;
  });

/** A list in TOML; in an environment variable, the entries are separated by commas. */
export const listOf = <T>(entry: z.ZodType<T>, allowed: string) =>
  z
    .union([z.array(z.unknown()), z.string().transform(splitList)], { error: `allowed: a list: ${allowed}` })
    .pipe(z.array(entry));

const splitList = (given: string): string[] =>
  given
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
