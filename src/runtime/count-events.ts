/**
 * Metrics from log events: each event is counted by name, some also by a field. A new event is counted automatically; it
 * needs a line here only if one of its fields is to be a label.
 */
import { Counter, Gauge, type Registry } from 'prom-client';
import { logEvents, type LogEvent } from './log-events.js';
import type { Log, LogFields } from './log.js';

/** Maximum number of values of a label; each value is a separate time series. */
const MAX_LABEL_VALUES = 50;
const OTHER = 'other';

/** The folders of automatic filing; all other folders are named by people. */
const ownFolders = ['Inbox', 'Junk', 'Handled'];

export function prepareEventCounters(registry: Registry): Log {
  const counts = new Map<LogEvent, number>((Object.keys(logEvents) as LogEvent[]).map((event) => [event, 0]));
  const events = new Counter({
    name: 'frontdesk_events_total',
    help: 'Log events by name (docs/log-events.md), written or not.',
    labelNames: ['event'],
    registers: [registry],
    collect() {
      events.reset();
      for (const [event, count] of counts) events.inc({ event }, count);
    },
  });
  const told = prepareTold(registry);
  return (event, fields = {}) => {
    counts.set(event, (counts.get(event) ?? 0) + 1);
    told[event]?.(fields);
  };
}

type Told = Partial<Record<LogEvent, (fields: LogFields) => void>>;

function prepareTold(registry: Registry): Told {
  const labelled = (name: string, help: string, label: string) => {
    const counter = new Counter({ name, help, labelNames: [label], registers: [registry] });
    const bound = boundedLabel();
    return (value: unknown): void => counter.inc({ [label]: bound(value) });
  };
  const filed = labelled('frontdesk_messages_filed_total', 'Messages filed, once per store.', 'folder');
  const refused = labelled(
    'frontdesk_messages_refused_total',
    'Messages refused for a recipient after DATA.',
    'because',
  );
  const unwanted = labelled(
    'frontdesk_recipients_refused_total',
    'RCPT commands refused, by enhanced status code.',
    'status',
  );
  const decided = labelled('frontdesk_booking_decisions_total', 'Decisions on meeting messages.', 'decision');
  const relayed = labelled('frontdesk_relay_attempts_total', 'Attempts to relay a message, by result.', 'result');
  const connections = new Gauge({
    name: 'frontdesk_lmtp_connections',
    help: 'Open LMTP connections.',
    registers: [registry],
  });
  return {
    'message-delivered': ({ folder }) => filed(ownFolders.includes(String(folder)) ? folder : OTHER),
    'message-refused': ({ because }) => refused(because),
    'recipient-refused': ({ status }) => unwanted(status),
    'booking-decided': ({ decision }) => decided(decision),
    'mail-relayed': () => relayed('relayed'),
    'mail-relay-deferred': () => relayed('deferred'),
    'mail-relay-failed': () => relayed('failed'),
    'lmtp-connected': () => connections.inc(),
    'lmtp-closed': () => connections.dec(),
  };
}

/** Short identifiers pass, other values become `other`: peers cannot fill memory with label values. */
function boundedLabel(): (value: unknown) => string {
  const known = new Set<string>();
  return (value) => {
    if (typeof value !== 'string' || !/^[A-Za-z0-9.-]{1,40}$/.test(value)) return OTHER;
    if (!known.has(value) && known.size >= MAX_LABEL_VALUES) return OTHER;
    known.add(value);
    return value;
  };
}
