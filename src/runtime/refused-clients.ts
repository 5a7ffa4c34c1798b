/**
 * Remembers the clients that the LMTP listener has refused, for administrators with a wrong network in `lmtp.allow`.
 * Bounded: the oldest clients are dropped.
 */
import type { Instant } from '../mail/instant.js';
import type { Clock } from './clock.js';
import type { Log } from './log.js';

export interface RefusedClient {
  readonly ip: string;
  readonly times: number;
  readonly lastAt: Instant;
}

export interface RefusedClients {
  /** Gets all log events. */
  readonly note: Log;
  /** The most recent client first. */
  list(): readonly RefusedClient[];
  /** Called when the allowed networks have changed. */
  forget(): void;
}

const MAX_REMEMBERED = 50;
/** The status of such a refusal; a client beyond a connection limit gets another one. */
const NOT_ALLOWED = '4.7.0';

export function rememberRefusedClients(clock: Clock): RefusedClients {
  const byIp = new Map<string, RefusedClient>();
  return {
    note(event, fields = {}) {
      if (event !== 'lmtp-client-refused' || fields['status'] !== NOT_ALLOWED) return;
      const ip = String(fields['ip']);
      const times = (byIp.get(ip)?.times ?? 0) + 1;
      byIp.delete(ip);
      byIp.set(ip, { ip, times, lastAt: clock() });
      const [oldest] = byIp.keys();
      if (byIp.size > MAX_REMEMBERED && oldest !== undefined) byIp.delete(oldest);
    },
    list: () => [...byIp.values()].reverse(),
    forget: () => byIp.clear(),
  };
}
