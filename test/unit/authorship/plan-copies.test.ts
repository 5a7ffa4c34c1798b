import { describe, expect, it } from 'vitest';
import { copySentRules, planCopies, type CopySent } from '../../../src/authorship/plan-copies.js';
import { decided } from './people.js';

/** `john+bcc olga` */
function copies(from: string, copySent: CopySent, ofOwner: Readonly<Record<string, CopySent>> = {}, copyOwn = false) {
  const settings = { copySent, ofOwner: new Map(Object.entries(ofOwner)), copyOwn };
  return planCopies(decided({ from }), settings)
    .map(({ account, withBcc }) => `${account}${withBcc ? '+bcc' : ''}`)
    .join(' ');
}

describe('submission.copySent', () => {
  it.each<[string, string, readonly [string, string, string, string]]>([
    // both, actor, owner, none
    ['on behalf', 'olga@corp.example', ['john+bcc olga', 'john+bcc', 'olga', '']],
    ['send-as', 'helpdesk@corp.example', ['john+bcc helpdesk', 'john+bcc', 'helpdesk', '']],
    ['a contact has no store', 'press@partner.example', ['john+bcc', 'john+bcc', '', '']],
    ['a group has none', 'team@corp.example', ['john+bcc', 'john+bcc', '', '']],
    [
      'several authors',
      'john@corp.example, olga@corp.example, team@corp.example, helpdesk@corp.example',
      ['john+bcc olga helpdesk', 'john+bcc', 'olga helpdesk', ''],
    ],
    ['own mail: the client keeps its own', 'john@corp.example', ['', '', '', '']],
  ])('%s', (_, from, expected) => {
    expect(copySentRules.map((rule) => copies(from, rule))).toEqual(expected);
  });

  it("an owner's word goes before the server's", () => {
    expect(copies('olga@corp.example', 'both', { olga: 'none' })).toBe('');
    expect(copies('olga@corp.example', 'none', { olga: 'owner', helpdesk: 'both' })).toBe('olga');
    expect(copies('olga@corp.example, helpdesk@corp.example', 'owner', { helpdesk: 'actor' })).toBe('john+bcc olga');
  });

  it('submission.copyOwn: own message too, with Bcc', () => {
    expect(copies('john.doe@corp.example', 'none', {}, true)).toBe('john+bcc');
    expect(copies('olga@corp.example', 'owner', {}, true)).toBe('olga');
  });
});
