/**
 * Reading the configuration again: what is in effect at once, what waits for a restart, what is rejected.
 */
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/settings/config.js';
import type { Environment } from '../../../src/settings/data-folder.js';
import { ConfigError } from '../../../src/runtime/config-error.js';
import { liveConfig } from '../../../src/settings/live-config.js';

function living(begin: Environment = {}) {
  let environment = begin;
  const seen: number[] = [];
  const live = liveConfig(loadConfig({}, begin), () => loadConfig({}, environment));
  live.onChange(({ quota }) => seen.push(quota.hard));
  return { live, seen, write: (changed: Environment) => (environment = changed) };
}

describe('a reload', () => {
  test('without changes calls no listener', () => {
    const { live, seen } = living();
    expect(live.reload()).toEqual({ changed: [], needRestart: [] });
    expect(seen).toEqual([]);
  });

  test('is in effect where possible', () => {
    const { live, seen, write } = living();
    write({ FRONTDESK_QUOTA_HARD: '1G', FRONTDESK_LMTP_ALLOW: '10.0.0.0/8' });
    expect(live.reload()).toEqual({ changed: ['lmtp.allow', 'quota.hard'], needRestart: [] });
    expect(seen).toEqual([1024 ** 3]);
    expect(live.current().lmtp.allow).toEqual(['10.0.0.0/8']);
  });

  test('names what needs a restart, each time, and keeps the value of the start until then', () => {
    const { live, seen, write } = living({ FRONTDESK_LMTP_LISTEN: '127.0.0.1:2003' });
    write({ FRONTDESK_LMTP_LISTEN: '127.0.0.1:2004', FRONTDESK_DATA: '/elsewhere' });
    const first = live.current();
    for (let time = 0; time < 2; time++) expect(live.reload()).toEqual({ changed: [], needRestart: ['lmtp.listen'] });
    expect(seen).toEqual([]);
    expect(live.current().lmtp.listen).toEqual(first.lmtp.listen);
    expect(live.current().dataFolder).toBe(first.dataFolder);
    expect(live.current().entries.find(({ key }) => key === 'lmtp.listen')?.text).toBe('"127.0.0.1:2003"');
  });

  test('the same value written in another way is no change', () => {
    const { live, write } = living({ FRONTDESK_QUOTA_HARD: '1024M' });
    write({ FRONTDESK_QUOTA_HARD: '1G' });
    expect(live.reload().changed).toEqual([]);
  });

  test.each([
    ['a value that is not valid', { FRONTDESK_QUOTA_HARD: 'much', FRONTDESK_QUOTA_TEMPFAIL: 'yes' }],
    ['a network that is none', { FRONTDESK_LMTP_ALLOW: '10.0.0.0/33', FRONTDESK_QUOTA_TEMPFAIL: 'yes' }],
    ['a mapped network that is none', { FRONTDESK_LMTP_ALLOW: '::ffff:10.0.0.0/8', FRONTDESK_QUOTA_TEMPFAIL: 'yes' }],
    ['a relay that is none', { FRONTDESK_BOOKING_TRUSTED_RELAYS: '10.0.0', FRONTDESK_QUOTA_TEMPFAIL: 'yes' }],
    ['a key that does not exist', { FRONTDESK_QUOTA_HARDER: '1G', FRONTDESK_QUOTA_TEMPFAIL: 'yes' }],
  ])('with %s changes nothing at all', (_, broken) => {
    const { live, seen, write } = living();
    const before = live.current();
    write(broken);
    expect(() => live.reload()).toThrow(ConfigError);
    expect(live.current()).toBe(before);
    expect(seen).toEqual([]);
  });
});
