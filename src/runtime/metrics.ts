/**
 * The metrics of a process for Prometheus: one registry, created at the start and passed to its users. Most counters
 * come from log events (count-events.ts), so logging also counts; the others are a few calls where there is no event, and
 * figures that are read on request.
 * Names follow Prometheus' conventions, with the unit at the end, and begin with `frontdesk_`.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Log } from './log.js';
import { prepareEventCounters } from './count-events.js';

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A figure that is read on request. */
export interface Figure {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly labelNames?: readonly string[];
  /** If the read fails, the figure is omitted, as the old value would be wrong. */
  readonly read: () => readonly Sample[] | Promise<readonly Sample[]>;
}

export interface Metrics {
  /** Counts log events, whether their level is written or not. */
  readonly count: Log;
  /** A message was received completely by LMTP. */
  received(sizeBytes: number): void;
  /** @param seconds from the end of the message to its last reply */
  answered(seconds: number): void;
  addFigure(figure: Figure): void;
  /** The text format of Prometheus. */
  render(): Promise<string>;
  readonly contentType: string;
}

/** From the time on a memory disk to the timeout of MTAs (RFC 5321 §4.5.3.2: ten minutes). */
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
    help: 'Messages received completely by LMTP, whatever their results.',
    registers,
  });
  const bytes = new Counter({
    name: 'frontdesk_messages_received_bytes_total',
    help: 'Bytes of these messages, counted once per message.',
    registers,
  });
  const delivery = new Histogram({
    name: 'frontdesk_delivery_seconds',
    help: 'Time from the end of a message (LMTP) to the reply for its last recipient.',
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
      // No await between the reset and the last sample: concurrent requests get the same values.
      const samples = await Promise.resolve()
        .then(read)
        .catch(() => null);
      instrument.reset();
      if (samples === null && labelNames.length === 0) instrument.remove();
      for (const { labels = {}, value } of samples ?? []) instrument.inc(labels, value);
    },
  });
}
