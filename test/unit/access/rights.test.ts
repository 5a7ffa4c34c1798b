import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deputyProfileNames,
  deputyProfileOf,
  folderProfileNames,
  folderProfileOf,
  isDeputyProfile,
  rightsFrom,
} from '../../../src/access/profiles.js';
import { ALL_RIGHTS, parseRights, together } from '../../../src/access/rights.js';

describe('rights', () => {
  test.each([
    ['RFC 4314 §2.1: letters in one order, each once', 'srlrs', 'lrs'],
    ['RFC 4314 §2.1.1: obsolete c makes and deletes folders', 'lc', 'lkx'],
    ['RFC 4314 §2.1.1: obsolete d deletes messages and expunges', 'lrd', 'lrte'],
    ['all of them', 'akxetpiwsrl', ALL_RIGHTS],
    ['an empty set is a set', '', ''],
  ])('%s', (_, text, expected) => expect(parseRights(text)).toBe(expected));

  test.each(['lrz', 'LRS', 'l r', 'l,r', 'lr\n', '+l'])('%j is none', (text) => expect(parseRights(text)).toBeNull());

  test('what was read is read again as it is; together is the union', () => {
    const rights = fc.array(fc.constantFrom(...Array.from<string>(ALL_RIGHTS))).map((letters) => {
      const parsed = parseRights(letters.join(''));
      if (parsed === null) throw new Error('letters are rights');
      return parsed;
    });
    fc.assert(
      fc.property(rights, rights, (one, other) => {
        expect(parseRights(one)).toBe(one);
        const both = together([one, other]);
        expect(
          Array.from<string>(ALL_RIGHTS).every((letter) => both.includes(letter) === (one + other).includes(letter)),
        ).toBe(true);
      }),
    );
  });
});

describe('profiles', () => {
  test.each([
    ['no-access', ''],
    ['none', 'l'],
    ['only-read', 'lrs'],
    ['secretary', 'lrswipte'],
    ['full-control', 'lrswiptek'],
    ['owner', 'lrswiptekxa'],
    ['viewer', 'lrs'],
    ['editor', 'lrsw'],
    ['author', 'lrswiptek'],
    ['Full control', 'lrswiptek'],
    ['only_read', 'lrs'],
    ['lrsd', 'lrste'],
    ['lrswipkxtea', 'lrswiptekxa'],
    ['lrwstipekxa', 'lrswiptekxa'],
    ['lrswipkxtecda', 'lrswiptekxa'],
    ['lrswipcda', 'lrswiptekxa'],
    ['p', 'p'],
  ])('%s is %j', (text, expected) => expect(rightsFrom(text)).toBe(expected));

  test.each(['boss', 'only-reads', 'constructor', 'x y'])('%s is neither profile nor letters', (text) =>
    expect(rightsFrom(text)).toBeNull(),
  );

  test.each(['read', 'reader', 'readwrite', 'write', 'edit', 'delete', 'list', 'all', 'access', 'lrsl', 'srl'])(
    '%j is a mistyped name, although it consists of letters of rights',
    (text) => expect(rightsFrom(text)).toBeNull(),
  );

  test('rights that are shown can be given again', () => {
    const rights = fc.subarray(Array.from<string>(ALL_RIGHTS), { minLength: 1 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(rights, (letters) => {
        expect(rightsFrom(letters)).toBe(letters);
      }),
    );
  });

  test('each name is found again from its rights, and any other set is "other"', () => {
    for (const name of folderProfileNames) expect(folderProfileOf(rightsFrom(name) ?? ALL_RIGHTS)).toBe(name);
    for (const name of deputyProfileNames) expect(deputyProfileOf(rightsFrom(name) ?? ALL_RIGHTS)).toBe(name);
    const odd = parseRights('lrp') ?? ALL_RIGHTS;
    expect([folderProfileOf(odd), deputyProfileOf(odd), isDeputyProfile(odd)]).toEqual(['other', 'other', false]);
  });
});
