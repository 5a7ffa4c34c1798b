import { describe, expect, test } from 'vitest';
import { deputyMetadata, permissionBits } from '../../../src/access/deputy-metadata.js';
import { rightsFrom } from '../../../src/access/profiles.js';
import { NO_RIGHTS } from '../../../src/access/rights.js';

const rights = (text: string) => rightsFrom(text) ?? NO_RIGHTS;

describe('deputy metadata', () => {
  test.each([
    ['viewer', 257],
    ['editor', 33_025],
    ['author', 4_227_332],
    ['no-access', 0],
    ['none', 1],
    ['secretary', 2 + (2 << 7) + (2 << 14) + (2 << 21)],
    ['owner', 4 + (2 << 7) + (2 << 14) + (2 << 21) + (1 << 28)],
  ])("Open-Xchange's bits of %s are %i", (profile, bits) => expect(permissionBits(rights(profile))).toBe(bits));

  test('one member a grant, what stood there before among it', () => {
    const john = { grantId: 7, entity: 2, name: 'john', mail: rights('viewer'), previous: null };
    const staff = { grantId: 9, entity: 3, name: 'staff', mail: rights('author'), previous: rights('none') };
    expect(deputyMetadata([john, staff])).toEqual({
      '7': { version: 1, entity: 2, name: 'john', permission: 257 },
      '9': { version: 1, entity: 3, name: 'staff', permission: 4_227_332, previousRights: 'l' },
    });
  });
});
