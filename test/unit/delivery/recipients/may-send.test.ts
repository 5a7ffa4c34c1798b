import { describe, expect, it } from 'vitest';
import { maySend, type GroupSender } from '../../../../src/delivery/recipients/may-send.js';
import { groupReply, nothingYet, withMember } from '../../../../src/delivery/serving/group-result.js';
import type { MailGroup, WhoMaySend } from '../../../../src/directory/directory.js';
import { address } from '../../../support/account-fields.js';

const group = (whoMaySend: WhoMaySend): MailGroup => ({
  name: 'board',
  addresses: [address('board@corp.example')],
  owner: null,
  whoMaySend,
  senders: {
    accounts: ['anna'],
    groups: ['staff'],
    addresses: [address('eve@out.example')],
    domains: ['partner.example'],
  },
  hidden: false,
});
const account = (name: string, other: Partial<GroupSender['account'] & object> = {}) => ({
  name,
  isContact: false,
  company: 'one',
  ...other,
});
const stranger = (text: string): GroupSender => ({ address: address(text), account: null, groups: [] });
const person = (name: string, groups: readonly string[], other = {}): GroupSender => ({
  address: address(`${name}@corp.example`),
  account: account(name, other),
  groups,
});
const nobody: GroupSender = { address: null, account: null, groups: [] };

describe('who may send to a group', () => {
  it.each<[WhoMaySend, string, GroupSender, boolean]>([
    ['everybody', 'a stranger', stranger('x@elsewhere.example'), true],
    ['everybody', 'the null reverse-path', nobody, true],
    ['members', 'a member', person('berta', ['Everyone', 'board']), true],
    ['members', 'a member of a group in it', person('berta', ['board', 'staff']), true],
    ['members', 'a contact in it', person('extern', ['board'], { isContact: true }), true],
    ['members', 'somebody else here', person('carl', ['Everyone']), false],
    ['members', 'a stranger', stranger('eve@out.example'), false],
    ['members', 'the null reverse-path', nobody, false],
    ['company', 'an account of the company', person('carl', []), true],
    ['company', 'an account of another', person('carl', [], { company: 'two' }), false],
    ['company', 'an account of none', person('carl', [], { company: null }), false],
    ['company', 'a contact of the company', person('extern', [], { isContact: true }), false],
    ['company', 'a stranger', stranger('eve@out.example'), false],
    ['listed', 'a listed account', person('anna', []), true],
    ['listed', 'an account of a listed group', person('berta', ['staff']), true],
    ['listed', 'a listed address, in other letters', stranger('Eve@OUT.example'), true],
    ['listed', 'an address of a listed domain', stranger('x@partner.example'), true],
    ['listed', 'an address of a domain below it', stranger('x@sub.partner.example'), false],
    ['listed', 'a member who is not listed', person('carl', ['board']), false],
    ['listed', 'the null reverse-path', nobody, false],
  ])('%s: %s', (word, _who, sender, expected) => {
    expect(maySend(group(word), sender, 'one')).toBe(expected);
  });

  it('without companies, company means every local account', () => {
    expect(maySend(group('company'), person('carl', [], { company: null }), null)).toBe(true);
  });
});

describe('the reply for a group', () => {
  it.each([
    ['all received', [250, 250], '250 2.0.0'],
    ['one received, one is full', [250, 552], '250 2.0.0'],
    ['one failed for now: it comes again', [250, 451, 552], '451 4.2.4'],
    ['all failed for good', [552, 550], '550 5.2.4'],
    ['there was nobody', [], '550 5.2.4'],
  ])('%s', (_case, codes, expected) => {
    const result = codes.reduce(
      (sofar, code) => withMember(sofar, address('x@corp.example'), { code, status: '2.0.0', text: '' }),
      nothingYet,
    );
    const { code, status } = groupReply(result);
    expect(`${code} ${status}`).toBe(expected);
  });

  it('names no more failures than a person reads, and counts them all', () => {
    let result = nothingYet;
    for (let each = 0; each < 250; each += 1)
      result = withMember(result, address(`x${each}@corp.example`), { code: 552, status: '5.2.2', text: 'full' });
    expect([result.failed, result.failures.length]).toEqual([250, 100]);
  });
});
