/**
 * Who was sent away at the LMTP door: what an administrator needs who wrote the wrong network into `lmtp.allow`.
 * Bounded: those who came longest ago are forgotten.
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
  /** Looks at what is logged. */
  readonly note: Log;
  /** Those of whom we heard last come first. */
  list(): readonly RefusedClient[];
  /** The networks that are let in have changed. */
  forget(): void;
}

const MAX_REMEMBERED = 50;
/** What such a client is told; who was one too many heard another status. */
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
