/**
 * The figures for Prometheus: what is logged is counted, labels cannot run away, a figure that cannot be read is left
 * out.
 */
import { expect, test } from 'vitest';
import { createMetrics } from '../../../src/runtime/metrics.js';

async function lines(metrics: ReturnType<typeof createMetrics>, begin: string): Promise<readonly string[]> {
  return (await metrics.render()).split('\n').filter((line) => line.startsWith(begin));
}

test('every event of the log is a counter from the start', async () => {
  const metrics = createMetrics('1.2.3');
  metrics.count('lmtp-connected');
  metrics.count('lmtp-connected');
  metrics.count('lmtp-closed');
  expect(await lines(metrics, 'frontdesk_events_total')).toContain('frontdesk_events_total{event="lmtp-connected"} 2');
  expect(await lines(metrics, 'frontdesk_events_total')).toContain('frontdesk_events_total{event="store-failed"} 0');
  expect(await lines(metrics, 'frontdesk_lmtp_connections')).toEqual(['frontdesk_lmtp_connections 1']);
  expect(await lines(metrics, 'frontdesk_build_info')).toEqual([
    `frontdesk_build_info{version="1.2.3",node="${process.versions.node}"} 1`,
  ]);
});

test.each([
  ['message-delivered', { folder: 'Junk' }, 'frontdesk_messages_filed_total{folder="Junk"} 1'],
  ['message-delivered', { folder: 'Secret plans' }, 'frontdesk_messages_filed_total{folder="other"} 1'],
  ['message-refused', { because: 'over-quota' }, 'frontdesk_messages_refused_total{because="over-quota"} 1'],
  ['recipient-refused', { status: '5.1.1' }, 'frontdesk_recipients_refused_total{status="5.1.1"} 1'],
  ['booking-decided', { decision: 'accepted' }, 'frontdesk_booking_decisions_total{decision="accepted"} 1'],
  ['mail-relay-deferred', {}, 'frontdesk_relay_attempts_total{result="deferred"} 1'],
  ['message-refused', { because: 'x"\n} 1' }, 'frontdesk_messages_refused_total{because="other"} 1'],
] as const)('%s %j', async (event, fields, expected) => {
  const metrics = createMetrics('0');
  metrics.count(event, fields);
  expect(await lines(metrics, expected.replace(/\{.*/, ''))).toEqual([expected]);
});

test('a label has no endless number of values', async () => {
  const metrics = createMetrics('0');
  for (let value = 0; value < 1000; value++) metrics.count('message-refused', { because: `reason-${value}` });
  const series = await lines(metrics, 'frontdesk_messages_refused_total');
  expect(series).toHaveLength(51);
  expect(series).toContain('frontdesk_messages_refused_total{because="other"} 950');
});

test('deliveries: how many, how large, how long', async () => {
  const metrics = createMetrics('0');
  metrics.received(1000);
  metrics.answered(0.3);
  expect(await lines(metrics, 'frontdesk_messages_received')).toEqual([
    'frontdesk_messages_received_total 1',
    'frontdesk_messages_received_bytes_total 1000',
  ]);
  const buckets = await lines(metrics, 'frontdesk_delivery_seconds_bucket');
  expect(buckets).toContain('frontdesk_delivery_seconds_bucket{le="0.25"} 0');
  expect(buckets).toContain('frontdesk_delivery_seconds_bucket{le="0.5"} 1');
});

test('a figure is read when somebody asks, and left out when it cannot be', async () => {
  const metrics = createMetrics('0');
  let depth: number | null = 3;
  const read = () => {
    if (depth === null) throw new Error('the store is closed');
    return [{ labels: { state: 'waiting' }, value: depth }];
  };
  metrics.addFigure({ name: 'frontdesk_test', help: 'A test.', kind: 'gauge', labelNames: ['state'], read });
  expect(await lines(metrics, 'frontdesk_test')).toEqual(['frontdesk_test{state="waiting"} 3']);
  depth = null;
  expect(await lines(metrics, 'frontdesk_test')).toEqual([]);
});
