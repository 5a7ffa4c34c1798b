/**
 * What is packed: every file that an image is built from exists and reaches the builder, what the files say of one
 * another agrees, and what they say of frontdesk is so.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { environmentName, loadConfig } from '../../src/settings/config.js';
import { logEvents } from '../../src/runtime/log-events.js';
import { createMetrics } from '../../src/runtime/metrics.js';
import { serverFigures } from '../../src/admin/server-figures.js';

interface ComposeService {
  readonly build: { readonly context: string; readonly dockerfile?: string };
  readonly stop_grace_period: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly networks: Readonly<Record<string, { readonly ipv4_address: string }>>;
}

interface Compose {
  readonly services: Readonly<Record<'frontdesk' | 'postfix', ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: { readonly mail: { readonly ipam: { readonly config: readonly { readonly subnet: string }[] } } };
}

const read = (path: string): string => readFileSync(path, 'utf8');
const compose = parse(read('docker-compose.yml')) as Compose;
const { frontdesk, postfix } = compose.services;

/** The instructions, with lines that go on joined. */
const instructions = (dockerfile: string): readonly string[] =>
  read(dockerfile)
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line !== '');

/** What COPY takes out of the context, not out of another stage. */
const copied = (dockerfile: string): readonly string[] =>
  instructions(dockerfile)
    .filter((line) => /^COPY (?!--from)/.test(line))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));

/** Our .dockerignore hides all, then names what is let through. */
const letThrough = read('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

describe('docker-compose.yml', () => {
  test('every folder, Dockerfile and volume that it names is there', () => {
    for (const { build, volumes } of Object.values(compose.services)) {
      expect(existsSync(join(build.context, build.dockerfile ?? 'Dockerfile'))).toBe(true);
      for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    }
  });

  test('the settings of frontdesk are possible ones', () => {
    const { lmtp, relay } = loadConfig({}, frontdesk.environment);
    expect(lmtp.allow).toContain(postfix.networks['mail']?.ipv4_address);
    expect(relay.host in compose.services).toBe(true);
  });

  test('Postfix delivers to frontdesk, and lets only frontdesk relay, not the rest of the network', () => {
    expect(postfix.environment['FRONTDESK']).toBe('frontdesk:2003');
    expect(postfix.environment['FRONTDESK_IP']).toBe(frontdesk.networks['mail']?.ipv4_address);
    const [subnet] = compose.networks.mail.ipam.config;
    for (const { networks } of Object.values(compose.services))
      expect(networks['mail']?.ipv4_address.split('.').slice(0, 3)).toEqual(subnet?.subnet.split('.').slice(0, 3));
  });

  test('the start script of Postfix knows every name that the environment gives it, and the other way round', () => {
    const script = read('packaging/postfix/start.sh');
    const used = [...script.matchAll(/\$\{?([A-Z_]+)/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(Object.keys(postfix.environment)));
    expect(statSync('packaging/postfix/start.sh').mode & 0o111).toBe(0o111);
  });
});

describe('the image of frontdesk', () => {
  test.each(copied('packaging/Dockerfile'))('%s exists and is not hidden by .dockerignore', (path) => {
    const name = path.replace(/^\.\//, '');
    expect(existsSync(name)).toBe(true);
    expect(letThrough).toContain(name);
  });

  test('all that .dockerignore lets through is used', () => {
    expect(new Set(letThrough)).toEqual(new Set(copied('packaging/Dockerfile')));
  });

  test('its settings are possible ones, and it does not run as root', () => {
    const lines = instructions('packaging/Dockerfile');
    const assignments = lines.filter((line) => line.startsWith('ENV ')).flatMap((line) => line.split(/\s+/).slice(1));
    const environment = Object.fromEntries(assignments.map((each) => each.split('=') as [string, string]));
    expect(loadConfig({}, environment).http.listen).toEqual({ kind: 'tcp', host: '127.0.0.1', port: 8080 });
    expect(loadConfig({}, environment).dataFolder).toBe('/data');
    expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER frontdesk');
    expect(lines.find((line) => line.startsWith('HEALTHCHECK '))).toContain('http://127.0.0.1:8080/readyz');
  });
});

describe('the image of Postfix', () => {
  test.each(copied('packaging/postfix/Dockerfile'))('%s exists', (path) => {
    expect(existsSync(join(postfix.build.context, path))).toBe(true);
  });

  test('its largest message is ours', () => {
    const limit = /^message_size_limit = (\d+)$/m.exec(read('packaging/postfix/main.cf'))?.[1];
    expect(Number(limit)).toBe(loadConfig({}, {}).lmtp.maxMessageBytes);
  });
});

describe('the unit of systemd', () => {
  const unit = read('packaging/frontdesk.service');
  const value = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1];

  test('the variables it sets are known', () => {
    const names = [...unit.matchAll(/^Environment=(FRONTDESK_\w+)=/gm)].map(([, name]) => name);
    expect(names).toEqual(['FRONTDESK_DATA', 'FRONTDESK_CONFIG']);
    expect(unit).toContain(environmentName('relay.password'));
  });

  test('an orderly end has the time it needs', () => {
    const longest = /MAX_CLOSE_MS = (\d+)_000/.exec(read('src/runtime/shutdown.ts'))?.[1];
    expect(Number(value('TimeoutStopSec'))).toBeGreaterThan(Number(longest));
    expect(Number.parseInt(frontdesk.stop_grace_period)).toBeGreaterThan(Number(longest));
  });

  test('V8 may make memory executable', () => {
    expect(value('MemoryDenyWriteExecute')).toBeUndefined();
  });
});

describe('the alerts', () => {
  const rules = read('packaging/prometheus/frontdesk.rules.yml');

  test('each names figures and events that are there', async () => {
    const metrics = createMetrics('0');
    const nothing = { calls: 0, commits: 0, segmentSyncs: 0, failures: 0 };
    const outbox = { outboxDepths: () => Promise.resolve([]) };
    const calendars = { leftCounts: () => Promise.resolve([]) };
    const sources = { writer: () => nothing, outbox, calendars, clock: () => 0 as never, dataFolder: '.' };
    for (const figure of serverFigures(sources)) metrics.addFigure(figure);
    const shown = await metrics.render();
    const { groups } = parse(rules) as { groups: { rules: { expr: string }[] }[] };
    const expressions = groups.flatMap((group) => group.rules.map(({ expr }) => expr));
    expect(expressions.length).toBeGreaterThan(5);
    for (const [name = ''] of expressions.join(' ').matchAll(/frontdesk_\w+/g))
      expect(shown).toContain(`# TYPE ${name.replace(/_bucket$/, '')} `);
    for (const [, events = ''] of expressions.join(' ').matchAll(/event=~?"([^"]+)"/g))
      for (const event of events.split('|')) expect(Object.keys(logEvents)).toContain(event);
  });
});
