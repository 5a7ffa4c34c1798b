/** The people that the tests of this folder write as, and what John, who writes, may do for them. */
import {
  authorise,
  defaultAuthorSettings,
  type AuthorSettings,
  type Authorship,
  type AuthorshipDecision,
} from '../../../src/authorship/authorise.js';
import { readWriting, type Writing } from '../../../src/authorship/read-writing.js';
import type { Owner, Person, AddressRights, RightsByAddress } from '../../../src/authorship/writing-rights.js';
import { addressKey, parseAddress, type Address } from '../../../src/mail/address.js';

export function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === null) throw new Error(`no address: ${text}`);
  return parsed;
}

export const john: Person = { name: 'john', fullName: 'John Doe', address: address('john@corp.example') };

export function owner(name: string, fullName = 'Olga Owner', kind: Owner['kind'] = 'user'): Owner {
  return { name, fullName, address: address(`${name}@corp.example`), kind };
}

type Rights = Pick<AddressRights & { kind: 'owner' }, 'sendAs' | 'onBehalf' | 'calendarWrite'>;

export function over(whose: Owner, rights: Partial<Rights>): AddressRights {
  return { kind: 'owner', owner: whose, sendAs: false, onBehalf: false, calendarWrite: false, ...rights };
}

const own: AddressRights = { kind: 'own' };
export const olga = owner('olga');

const table: readonly [string, AddressRights][] = [
  ['john@corp.example', own],
  ['john.doe@corp.example', own],
  ['john+list@corp.example', own],
  ['john@xn--mller-kva.example', own],
  ['olga@corp.example', over(olga, { onBehalf: true })],
  ['olga+x@corp.example', over(olga, { onBehalf: true })],
  ['helpdesk@corp.example', over(owner('helpdesk', 'Help Desk', 'shared'), { sendAs: true })],
  ['helpdesk+7@corp.example', over(owner('helpdesk', 'Help Desk', 'shared'), { sendAs: true })],
  ['both@corp.example', over(owner('both', 'Bo Both'), { onBehalf: true, sendAs: true })],
  ['cal@corp.example', over(owner('cal', 'Cal Endar'), { calendarWrite: true })],
  ['juergen@corp.example', over(owner('juergen', 'Jürgen Öztürk'), { onBehalf: true })],
  ['press@partner.example', over(owner('press', 'Press', 'contact'), { sendAs: true })],
  ['team@corp.example', over(owner('team', 'The Team', 'group'), { onBehalf: true })],
  ['boss@corp.example', over(owner('boss', 'The Boss'), {})],
];

export const rightsByAddress: RightsByAddress = new Map(
  table.map(([text, rights]) => [addressKey(address(text)), rights]),
);

export interface Attempt {
  readonly from?: string;
  readonly lines?: readonly string[];
  readonly reversePath?: string | null;
  readonly target?: Person;
  readonly settings?: Partial<AuthorSettings>;
  readonly calendarUsers?: readonly string[];
}

export function message(lines: readonly string[]): Buffer {
  return Buffer.from([...lines, '', 'Hello', ''].join('\r\n'));
}

/** The reply that John gets when he sends a message. */
export function attempt({
  from,
  lines = [`From: ${from ?? ''}`],
  reversePath = 'john@corp.example',
  target,
  settings = {},
  calendarUsers = [],
}: Attempt): Authorship {
  const writing = readWriting(message(lines), reversePath === null ? null : address(reversePath));
  if (writing.kind === 'refused') return writing;
  const party = { actor: john, target: target ?? null, rightsByAddress };
  return authorise(writing, party, { ...defaultAuthorSettings, ...settings }, calendarUsers.map(address));
}

/** The decision on a message that John may write. */
export function decidedOn(writing: Writing, calendarUsers: readonly Address[] = []): AuthorshipDecision {
  const party = { actor: john, target: null, rightsByAddress };
  const authorship = authorise(writing, party, defaultAuthorSettings, calendarUsers);
  if (authorship.kind === 'refused') throw new Error(authorship.reply.text);
  return authorship.decision;
}

/** The reading of a message that can be read. */
export function writingOf(bytes: Uint8Array, reversePath: Address | null = null): Writing {
  const writing = readWriting(bytes, reversePath);
  if (writing.kind === 'refused') throw new Error(writing.reply.text);
  return writing;
}

export function decided(trial: Attempt): AuthorshipDecision {
  const authorship = attempt(trial);
  if (authorship.kind === 'refused') throw new Error(authorship.reply.text);
  return authorship.decision;
}

/** The refusal as one line, `550 5.7.1 text`; the kind of the decision if it was none. */
export function outcome(trial: Attempt): string {
  const authorship = attempt(trial);
  if (authorship.kind === 'authorised') return authorship.decision.kind;
  const { code, status, text } = authorship.reply;
  return `${code} ${status} ${text}`;
}
