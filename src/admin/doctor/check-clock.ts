/**
 * Checks the clock, on which booking, out-of-office and retries depend. No other clock is certain to be available, but a
 * clock that is behind contradicts earlier files and messages, and a wrong one contradicts a file server or the greeting
 * of an MTA that includes the time.
 */
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addMilliseconds, formatInstant, instant, type Instant } from '../../mail/instant.js';
import { greetServer } from './greet-server.js';
import { everyEntry, everyStore } from '../../store/every-entry.js';
import type { AdminContext } from '../admin-context.js';
import { ANSWER_WITHIN_MS, bad, good, type Finding } from './finding.js';

const CHECK = 'clock';
/** Errors above this affect meetings and messages; delays of file systems, networks and programs stay below it. */
const TOLERANCE_MS = 5 * 60_000;
const NEXT = 'set the clock and synchronize it by NTP: timedatectl set-ntp true';

/** An instant from another source. */
interface Witness {
  readonly who: string;
  readonly at: Instant;
}

export async function checkClock(context: AdminContext): Promise<Finding> {
  const [written, mailed, fileServer, greeted] = await Promise.all([
    newestFile(context.config.dataFolder),
    newestMessage(context),
    fileServerTime(context.config.dataFolder),
    relayTime(context),
  ]);
  const now = context.clock();
  const said = formatInstant(now);
  const ahead = [...written, ...mailed].find(({ at }) => at > addMilliseconds(now, TOLERANCE_MS));
  if (ahead !== undefined)
    return bad(CHECK, `it is ${said}, but ${ahead.who} has the later time ${formatInstant(ahead.at)}`, NEXT);
  const other = [...fileServer, ...greeted].find(({ at }) => Math.abs(at - now) > TOLERANCE_MS);
  if (other !== undefined)
    return bad(CHECK, `it is ${said}, but ${other.who} reports ${formatInstant(other.at)}`, NEXT);
  return good(CHECK, `${said}, consistent with other sources`);
}

async function newestFile(dataFolder: string): Promise<readonly Witness[]> {
  const segments = await readdir(join(dataFolder, 'mail')).catch(() => []);
  const names = ['desk.db', 'desk.db-wal', ...segments.slice(-1).map((name) => join('mail', name))];
  const found = await Promise.all(names.map((name) => stat(join(dataFolder, name)).catch(() => null)));
  return found.flatMap((each, index) =>
    each === null ? [] : [{ who: names[index] ?? '', at: instant(Math.floor(each.mtimeMs)) }],
  );
}

async function newestMessage({ outbox, mailStore }: AdminContext): Promise<readonly Witness[]> {
  let newest: Witness | null = null;
  for await (const { id, createdAt } of everyEntry(outbox))
    if (newest === null || createdAt > newest.at) newest = { who: `message ${id} in the outbox`, at: createdAt };
  for await (const { guid, createdAt } of everyStore(mailStore))
    if (newest === null || createdAt > newest.at) newest = { who: `store ${guid}`, at: createdAt };
  return newest === null ? [] : [newest];
}

/** On a network file system, file times come from the server's clock. */
async function fileServerTime(dataFolder: string): Promise<readonly Witness[]> {
  const probe = join(dataFolder, `.doctor-clock-${process.pid}`);
  try {
    await writeFile(probe, '');
    const { mtimeMs } = await stat(probe);
    return [{ who: 'the file system of the data folder', at: instant(Math.floor(mtimeMs)) }];
  } catch {
    // A folder that cannot be written is reported by the data folder check.
    return [];
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/** Sendmail and others include the time in their greeting, after the last semicolon. */
async function relayTime({ config: { relay } }: AdminContext): Promise<readonly Witness[]> {
  if (relay.host === '' || relay.tls === 'implicit') return [];
  const server = { kind: 'tcp', host: relay.host, port: relay.port } as const;
  const greeting = await greetServer(server, ANSWER_WITHIN_MS).catch(() => '');
  const date = /;\s*((?:\w{3}, )?\d{1,2} \w{3} \d{4} [\d:]+ [+-]\d{4})/.exec(greeting)?.[1];
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? [] : [{ who: `the relay ${relay.host}`, at: instant(at) }];
}
