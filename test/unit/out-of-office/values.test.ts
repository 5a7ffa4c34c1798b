/**
 * Senders, patterns, texts and settings, as values.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../../src/mail/instant.js';
import { answerText } from '../../../src/out-of-office/answer-text.js';
import { changeSetting, type SettingChange } from '../../../src/out-of-office/change-setting.js';
import { matchesPattern } from '../../../src/out-of-office/name-pattern.js';
import { neverAway, type OutOfOffice } from '../../../src/out-of-office/out-of-office.js';
import { plainTextOf } from '../../../src/out-of-office/plain-text-of.js';
import { senderKey } from '../../../src/out-of-office/sender-key.js';
import { address } from '../../support/account-fields.js';

describe('senderKey: one person is answered once', () => {
  it.each([
    ['Ann@Partner.example', 'ann@partner.example'],
    ['ann+shop@partner.example', 'ann@partner.example'],
    ['+ann@partner.example', '+ann@partner.example'],
    ['prvs=1234abcdef=ann@partner.example', 'ann@partner.example'],
    ['prvs=ann/1234abcdef@partner.example', 'ann@partner.example'],
    ['msprvs1=17463kW6Z_iNpj=ann@partner.example', 'ann@partner.example'],
    ['btv1==2950dd6c2f==ann@partner.example', 'ann@partner.example'],
    ['SRS0=HHH=TT=partner.example=ann@forward.example', 'ann@partner.example'],
    ['SRS0+xyz=4F=partner.example=ann+news@forward.example', 'ann@partner.example'],
    ['SRS1=GGG=first.example==HHH=TT=partner.example=ann@second.example', 'ann@partner.example'],
    ['prvs=1234abcdef=SRS0=HHH=TT=partner.example=ann@forward.example', 'ann@partner.example'],
    ['SRS0=broken@forward.example', 'srs0=broken@forward.example'],
  ])('%s is %s', (reversePath, key) => {
    expect(senderKey(address(reversePath))).toBe(key);
  });

  it('is the same under any tags', () => {
    const tags: readonly ((localPart: string) => string)[] = [
      (localPart) => `prvs=1234abcdef=${localPart}`,
      (localPart) => `btv1==2950dd6c2f==${localPart}`,
      (localPart) => `SRS0=HH=TT=partner.example=${localPart}`,
    ];
    // A local part has no room for more of them (RFC 5321 §4.5.3.1.1).
    const tagging = fc.array(fc.constantFrom(...tags), { maxLength: 2 });
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{1,8}$/), tagging, (name, chosen) => {
        const localPart = chosen.reduce((tagged, tag) => tag(tagged), name);
        expect(senderKey({ localPart, domain: 'partner.example' })).toBe(`${name}@partner.example`);
      }),
    );
  });
});

describe('matchesPattern', () => {
  it.each([
    ['bounce*', 'Bounces-7', true],
    ['*+bounces*', 'talk+bounces-7-ann=partner.example', true],
    ['*-return-*', 'talk-return-7-ann=partner.example', true],
    ['*-request', 'dev-request', true],
    ['*-request', 'dev-requests', false],
    ['owner-*', 'owner', false],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'acb', false],
    ['aa*aa', 'aaa', false],
    ['root', 'root', true],
    ['root', 'rooted', false],
    ['*', '', true],
  ])('%s, %s: %s', (pattern, name, matches) => {
    expect(matchesPattern(name, pattern)).toBe(matches);
  });
});

const now = instant(Date.UTC(2027, 1, 1));
const later = (ms: number) => instant(now + ms);

/** What was said one after the other, a second apart. */
function said(...changes: readonly SettingChange[]): OutOfOffice {
  const none: OutOfOffice | null = null;
  return changes.reduce<OutOfOffice | null>(
    (setting, change, index) => changeSetting(setting, change, later(index * 1000)),
    none,
  ) as OutOfOffice;
}

describe('who gets which text', () => {
  const texts = (setting: OutOfOffice) =>
    [true, false].map((isInside) => answerText(setting, isInside, 'en')?.text ?? 'none');

  it.each<[string, readonly SettingChange[], readonly [string, string]]>([
    ['one text serves both', [{ text: 'T' }], ['T', 'T']],
    ['each has its own', [{ text: 'T', outsideText: 'O' }], ['T', 'O']],
    ['the only one, whichever it is', [{ outsideText: 'O' }], ['O', 'O']],
    ['a text for inside only stays inside', [{ text: 'T', audience: 'none' }], ['T', 'none']],
    ['... also once outside is answered', [{ text: 'T', audience: 'none' }, { audience: 'all' }], ['T', 'none']],
    [
      '... until outside has its own',
      [
        { text: 'T', audience: 'none' },
        { audience: 'all', outsideText: 'O' },
      ],
      ['T', 'O'],
    ],
    [
      '... or it is written anew',
      [
        { text: 'T', audience: 'none' },
        { audience: 'all', text: 'U' },
      ],
      ['U', 'U'],
    ],
    [
      'a text beside one for outside stays inside',
      [{ text: 'T', outsideText: 'O' }, { outsideText: null }],
      ['T', 'none'],
    ],
    ['known is not none', [{ text: 'T', audience: 'known' }], ['T', 'T']],
  ])('%s', (_, changes, expected) => {
    expect(texts(said(...changes))).toEqual(expected);
  });

  it('without any, the language of the account has words, with the end if there is one', () => {
    expect(answerText(neverAway, false, 'de-AT')?.text).toContain('zurzeit nicht erreichbar');
    expect(answerText({ ...neverAway, until: now }, true, 'fr')?.text).toContain('until {until}');
  });
});

describe('what begins a new round', () => {
  const on = { state: 'on', text: 'T' } as const;
  const rounds = (...changes: readonly SettingChange[]): boolean =>
    said(...changes.slice(0, -1)).round !== said(...changes).round;

  it.each<[string, readonly SettingChange[], boolean]>([
    ['turning it on', [{ text: 'T' }, { state: 'on' }], true],
    ['turning it on again', [on, { state: 'off' }, { state: 'on' }], true],
    ['saying on when it is on', [on, { state: 'on' }], false],
    ['another text', [on, { text: 'U' }], true],
    ['the same text', [on, { text: 'T' }], false],
    ['another subject', [on, { subject: 'S' }], true],
    ['a text for outside', [on, { outsideText: 'O' }], true],
    ['a later end', [{ ...on, until: later(1e6) }, { until: later(2e6) }], false],
    ['a new absence after one that is over', [{ ...on, until: later(500) }, { until: later(2e6) }], true],
    ['another audience', [on, { audience: 'none' }], false],
    ['turning it off', [on, { state: 'off' }], false],
  ])('%s: %s', (_, changes, isNew) => {
    expect(rounds(...changes)).toBe(isNew);
  });

  it('a clock that was set back does not bring an old round again', () => {
    const first = changeSetting(null, on, later(1000));
    expect(changeSetting(first, { text: 'U' }, now).round).toBeGreaterThan(first.round);
  });
});

it('on means from now on and without end; scheduled keeps the window', () => {
  const window = { from: now, until: later(1e6) };
  expect(said({ state: 'scheduled', ...window }, { state: 'on' })).toMatchObject({ from: null, until: null });
  expect(said({ state: 'scheduled', ...window }, { state: 'scheduled' })).toMatchObject(window);
  expect(said({ state: 'on', ...window })).toMatchObject(window);
});

it('the words of an HTML text', () => {
  const html = '<style>p{color:red}</style><p>Back &amp; well<br>on {until}</p>\n<ul><li>one<li>two</ul>';
  expect(plainTextOf(html)).toBe('Back & well\non {until}\n\n- one\n- two');
});
