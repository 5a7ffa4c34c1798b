import { describe, expect, test } from 'vitest';
import { effectiveRights, type AccessEntry, type Asker, type Because } from '../../../src/access/effective-rights.js';
import { rightsFrom } from '../../../src/access/profiles.js';
import type { Rights } from '../../../src/access/rights.js';

const OWNER = 1;
const TED = 2;
const BARNEY = 3;
const GANG = 10;
const STAFF = 11;

function rights(text: string): Rights {
  const found = rightsFrom(text);
  if (found === null) throw new Error(`${text} are no rights`);
  return found;
}

const person = (id: number, text: string): AccessEntry => ({ who: { kind: 'account', id }, rights: rights(text) });
const group = (id: number, text: string): AccessEntry => ({ who: { kind: 'group', id }, rights: rights(text) });
const anyone = (text: string): AccessEntry => ({ who: { kind: 'anyone' }, rights: rights(text) });

const ted: Asker = { accountId: TED, groupIds: [GANG, STAFF], mayOpenEverything: false };
const barney: Asker = { ...ted, accountId: BARNEY };

/** Outermost folder first. */
type Case = [what: string, folders: AccessEntry[][], asker: Asker, expected: string, because: Because];

const cases: Case[] = [
  ['nobody gave anything', [[]], ted, '', 'no-entry'],
  ['an entry for a person', [[person(TED, 'only-read')]], ted, 'lrs', 'own-entry'],
  ["somebody else's entry", [[person(BARNEY, 'owner')]], ted, '', 'no-entry'],
  ['an entry for a group he is in', [[group(GANG, 'only-read')]], ted, 'lrs', 'groups'],
  ['an entry for a group he is not in', [[group(99, 'only-read')]], ted, '', 'no-entry'],
  ['several groups add up', [[group(GANG, 'l'), group(STAFF, 'rs')]], ted, 'lrs', 'groups'],
  ['anyone is Everyone, and adds to the groups', [[anyone('l'), group(STAFF, 'r')]], ted, 'lr', 'groups'],
  ['a person beats groups, to more', [[group(GANG, 'l'), person(TED, 'secretary')]], ted, 'lrswipte', 'own-entry'],
  ['a person beats groups, to less', [[group(GANG, 'owner'), person(TED, 'l')]], ted, 'l', 'own-entry'],
  ['an empty entry of a person beats groups', [[group(GANG, 'owner'), person(TED, '')]], ted, '', 'own-entry'],
  ['an empty entry of a group beats groups', [[group(GANG, ''), group(STAFF, 'owner')]], ted, '', 'hidden-from-group'],
  ['an empty entry of a group beats anyone', [[group(GANG, ''), anyone('lrs')]], ted, '', 'hidden-from-group'],
  ['a person beats an empty entry of a group', [[group(GANG, ''), person(TED, 'lrs')]], ted, 'lrs', 'own-entry'],
  ['nothing for anyone leaves the groups theirs', [[anyone(''), group(GANG, 'lrs')]], ted, 'lrs', 'groups'],
  ['a folder is seen only if its parent is', [[], [person(TED, 'owner')]], ted, '', 'folder-above-hidden'],
  ['a parent that is seen and not read is enough', [[person(TED, 'l')], [person(TED, 'lrs')]], ted, 'lrs', 'own-entry'],
  [
    'a hidden folder far above hides all below',
    [[person(TED, 'l')], [person(TED, '')], [person(TED, 'lrs')], [person(TED, 'lrs')]],
    ted,
    '',
    'folder-above-hidden',
  ],
];

describe('effective rights', () => {
  test.each(cases)('%s', (_, entriesDownward, asker, expected, because) =>
    expect(effectiveRights({ ownerId: OWNER, entriesDownward }, asker)).toMatchObject({ rights: expected, because }),
  );

  test("Kopano's example: the gang reads the agenda, and Ted alone does not know of the Intervention", () => {
    const agenda = [group(GANG, 'only-read')];
    const intervention = [...agenda, person(TED, 'no-access')];
    const inAgenda = { ownerId: OWNER, entriesDownward: [agenda] };
    const inIntervention = { ownerId: OWNER, entriesDownward: [agenda, intervention] };
    expect(effectiveRights(inAgenda, ted)).toEqual({ rights: 'lrs', because: 'groups', entries: agenda });
    expect(effectiveRights(inIntervention, ted).rights).toBe('');
    expect(effectiveRights(inIntervention, barney).rights).toBe('lrs');
  });

  test('the owner has all rights, despite an entry for themselves and a hidden parent', () => {
    const entriesDownward = [[person(OWNER, '')], [person(OWNER, 'l')]];
    const asker = { ...ted, accountId: OWNER };
    expect(effectiveRights({ ownerId: OWNER, entriesDownward }, asker)).toMatchObject({
      rights: 'lrswiptekxa',
      because: 'owner',
    });
  });

  test('an administrator of the company opens any store; nobody owns an orphan', () => {
    const asker = { ...ted, mayOpenEverything: true };
    expect(effectiveRights({ ownerId: OWNER, entriesDownward: [[person(TED, '')]] }, asker)).toMatchObject({
      rights: 'lrswiptekxa',
      because: 'administrator',
    });
    expect(effectiveRights({ ownerId: null, entriesDownward: [[]] }, ted).because).toBe('no-entry');
  });
});
