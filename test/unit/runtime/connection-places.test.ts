import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../src/runtime/client-network.js';
import {
  createConnectionPlaces,
  type ConnectionPlaces,
  type Occupant,
} from '../../../src/runtime/connection-places.js';

interface Visitor extends Occupant {
  isBusy: boolean;
  wasSentAway: boolean;
}

function visitor(ip: string | null, isBusy = true): Visitor {
  const self: Visitor = {
    ip,
    isBusy,
    wasSentAway: false,
    mayGo: () => !self.isBusy,
    sendAway: () => (self.wasSentAway = true),
  };
  return self;
}

const enterAll = (places: ConnectionPlaces, visitors: readonly Visitor[]): boolean[] =>
  visitors.map((each) => places.enter(each));

describe('places of a listener', () => {
  it('no more than there are, no more than one address may have', () => {
    const places = createConnectionPlaces({ maxConnections: 3, maxPerAddress: 2 });
    const [a, b, c, d, e] = [
      visitor('10.0.0.1'),
      visitor('10.0.0.1'),
      visitor('10.0.0.1'),
      visitor('10.0.0.2'),
      visitor('10.0.0.3'),
    ];
    expect(enterAll(places, [a, b, c, d, e])).toEqual([true, true, false, true, false]);
    places.leave(a);
    expect(enterAll(places, [c, e])).toEqual([true, false]);
  });

  it('one that waits for its client makes room, the one that was useful longest ago', () => {
    const places = createConnectionPlaces({ maxConnections: 3, maxPerAddress: 3 });
    const [busy, idle, idler, next] = [
      visitor('10.0.0.1'),
      visitor('10.0.0.2', false),
      visitor('10.0.0.3', false),
      visitor('10.0.0.4'),
    ];
    enterAll(places, [busy, idle, idler]);
    places.refresh(idle);
    expect(places.enter(next)).toBe(true);
    expect([busy, idle, idler].map(({ wasSentAway }) => wasSentAway)).toEqual([false, false, true]);
  });

  it('an address that has too many makes room among its own', () => {
    const places = createConnectionPlaces({ maxConnections: 10, maxPerAddress: 1 });
    const [other, first, second] = [visitor('10.0.0.2', false), visitor('10.0.0.1', false), visitor('10.0.0.1')];
    expect(enterAll(places, [other, first, second, visitor('10.0.0.1')])).toEqual([true, true, true, false]);
    expect([other.wasSentAway, first.wasSentAway, second.wasSentAway]).toEqual([false, true, false]);
  });

  it('over a Unix socket there are no addresses', () => {
    const places = createConnectionPlaces({ maxConnections: 3, maxPerAddress: 1 });
    expect(enterAll(places, [visitor(null), visitor(null), visitor(null), visitor(null)])).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('a new bound holds for those that come', () => {
    const places = createConnectionPlaces({ maxConnections: 1, maxPerAddress: 1 });
    expect(enterAll(places, [visitor('10.0.0.1'), visitor('10.0.0.2')])).toEqual([true, false]);
    places.limit({ maxConnections: 2, maxPerAddress: 1 });
    expect(places.enter(visitor('10.0.0.2'))).toBe(true);
  });
});

describe('which clients count as one', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['', ''],
  ])('%s is of %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
