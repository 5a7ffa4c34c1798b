/**
 * The figures of a process for Prometheus: one registry, made at the start and handed around. Most counters come from
 * the log's closed list of events (count-events.ts), so whoever logs is counted without knowing of it; the rest is
 * a few calls where there is no event, and figures that are read when somebody asks.
 * Names: Prometheus' conventions, the unit at the end, all of ours begin with `frontdesk_`.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Log } from './log.js';
import { prepareEventCounters } from './count-events.js';

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A figure that is not kept here but read when somebody asks. */
export interface Figure {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly labelNames?: readonly string[];
  /** A read that fails leaves the figure out, as an old one would be a lie. */
  readonly read: () => readonly Sample[] | Promise<readonly Sample[]>;
}

export interface Metrics {
  /** Counts what is logged, whether its level is written or not. */
  readonly count: Log;
  /** A message came in whole, by LMTP. */
  received(sizeBytes: number): void;
  /** @param seconds from the end of the message to its last reply */
  answered(seconds: number): void;
  addFigure(figure: Figure): void;
  /** The text format that Prometheus reads. */
  render(): Promise<string>;
  readonly contentType: string;
}

/** From what a memory disk takes to where MTAs lose their patience (RFC 5321 §4.5.3.2: ten minutes). */
const DELIVERY_BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];

/** @param version of this program */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'frontdesk_build_info', help: 'Always 1.', labelNames: ['version', 'node'], registers }).set(
    { version, node: process.versions.node },
    1,
  );
  const messages = new Counter({
    name: 'frontdesk_messages_received_total',
    help: 'Messages that came in whole by LMTP, whatever became of them.',
    registers,
  });
  const bytes = new Counter({
    name: 'frontdesk_messages_received_bytes_total',
    help: 'Their bytes, each message once, however many recipients it has.',
    registers,
  });
  const delivery = new Histogram({
    name: 'frontdesk_delivery_seconds',
    help: 'From the end of a message (LMTP) to the reply for its last recipient.',
    buckets: DELIVERY_BUCKETS_SECONDS,
    registers,
  });
  return {
    count: prepareEventCounters(registry),
    received(sizeBytes) {
      messages.inc();
      bytes.inc(sizeBytes);
    },
    answered: (seconds) => delivery.observe(seconds),
    addFigure: (figure) => addFigure(registry, figure),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function addFigure(registry: Registry, { name, help, kind, labelNames = [], read }: Figure): void {
  const Kind = kind === 'counter' ? Counter : Gauge;
  const instrument = new Kind({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      // Nothing is awaited between the reset and the last sample: two who ask at once get the same.
      const samples = await Promise.resolve()
        .then(read)
        .catch(() => null);
      instrument.reset();
      if (samples === null && labelNames.length === 0) instrument.remove();
      for (const { labels = {}, value } of samples ?? []) instrument.inc(labels, value);
    },
  });
}
