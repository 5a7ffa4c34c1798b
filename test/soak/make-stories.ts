/**
 * The stories of a run, drawn by seed: the same seed gives the same messages in the same order. What is likely is common
 * mail; what is large comes a few times in a thousand.
 */
import type { SeededRandom } from '../support/seeded-random.js';
import { startMeetings } from './meeting-stories.js';
import { largeMails, oddMails, text, tooLargeMail, type OddMail } from './odd-messages.js';
import { filedIn, type Fate, type SoakMail, type Story } from './soak-story.js';
import { addressOf, SOAK_DOMAIN, startWriting, type MailToWrite } from './write-message.js';

export const SOAK_USERS = Array.from({ length: 8 }, (_, index) => `user${index}`);
/** Away, and answering. */
export const SOAK_AWAY = Array.from({ length: 4 }, (_, index) => `away${index}`);
/** Its members, under one address. */
export const SOAK_GROUP = { name: 'staff', members: SOAK_USERS.slice(0, 3) };
/** user0 has it as well. */
export const SOAK_ALIAS = 'reception';
/** It receives nothing. */
export const SEND_ONLY = 'machine';
/** It is past its limit. */
export const FULL = 'full';
/** It has room, though not for any message of the soak. */
export const TIGHT = 'tight';
/** A message to TIGHT is larger than this. */
export const TIGHT_BYTES = 16 * 1024;

const MOST_BODY_BYTES = 12_000;
/** One large message of each kind, and one too large, in so many. */
const LARGE_EACH = 1000;

const refused = (reply: string, at: 'RCPT' | 'DATA', because?: string): Fate =>
  because === undefined ? { kind: 'refused', reply, at } : { kind: 'refused', reply, at, because };
const skipped = (account: string): Fate => ({ ...filedIn(account), skipsVacation: true });

/** Fields of mail that nobody who is away answers. */
const machineFields: readonly { readonly kind: string; readonly fields: readonly string[] }[] = [
  {
    kind: 'list mail to somebody away',
    fields: ['List-Id: <talk.soak.example>', 'List-Post: <mailto:talk@soak.example>'],
  },
  { kind: 'bulk mail to somebody away', fields: ['Precedence: bulk'] },
  { kind: 'machine mail to somebody away', fields: ['Auto-Submitted: auto-generated'] },
];

interface Teller {
  readonly random: SeededRandom;
  readonly write: (mail: MailToWrite) => SoakMail;
  readonly meetings: () => Story;
  /** Counts those who write to people who are away. */
  acquaintances: number;
}

const oneOf = <T>({ random }: Teller, from: readonly [T, ...T[]] | readonly T[]): T => {
  const chosen = from[random.between(0, from.length - 1)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
};

type Tell = (teller: Teller) => Story;

const plain = (teller: Teller): MailToWrite => {
  const bytes = teller.random.between(0, MOST_BODY_BYTES);
  return { kind: 'plain', to: oneOf(teller, SOAK_USERS), body: () => text(bytes) };
};

const tellPlain: Tell = (teller) => [teller.write(plain(teller))];

/** Handed over twice, as after a 250 that got lost. */
const tellTwice: Tell = (teller) => {
  const mail = teller.write({ ...plain(teller), kind: 'handed over twice' });
  // The second has to have the first one's Date.
  const bytes = mail.bytes();
  const [address] = mail.recipients.map((each) => each.address);
  const again: Fate = { kind: 'repeated', stores: 1 };
  return [
    { ...mail, bytes: () => bytes },
    { ...mail, bytes: () => bytes, recipients: [{ address: address ?? '', fate: again }] },
  ];
};

const tellJunk: Tell = (teller) => {
  const to = oneOf(teller, [...SOAK_USERS, ...SOAK_AWAY]);
  const fate = { ...filedIn(to, 'Junk'), skipsVacation: SOAK_AWAY.includes(to) };
  return [teller.write({ ...plain(teller), kind: 'junk', to, fate, fields: ['X-Spam-Flag: YES'] })];
};

const tellMachine: Tell = (teller) => {
  const to = oneOf(teller, SOAK_AWAY);
  return [teller.write({ ...oneOf(teller, machineFields), to, fate: skipped(to) })];
};

const tellReport: Tell = (teller) => {
  const to = oneOf(teller, SOAK_AWAY);
  return [teller.write({ kind: 'reports to somebody away', from: '', to, fate: skipped(to) })];
};

const tellBlindCopy: Tell = (teller) => {
  const to = oneOf(teller, SOAK_AWAY);
  return [teller.write({ kind: 'Bcc to somebody away', to, named: `others@${SOAK_DOMAIN}`, fate: skipped(to) })];
};

/** The second is not answered in the same round. */
const tellPersonal: Tell = (teller) => {
  teller.acquaintances += 1;
  const to = oneOf(teller, SOAK_AWAY);
  const common = { kind: 'personal mail to somebody away', from: `friend${teller.acquaintances}@${SOAK_DOMAIN}`, to };
  return [
    teller.write({ ...common, fate: { ...filedIn(to), answer: 'vacation' } }),
    teller.write({ ...common, fate: skipped(to) }),
  ];
};

/** Whatever stands below, From and To are good: somebody away answers. */
const tellOdd = (teller: Teller, { rest, kind, isChunked = false }: OddMail): Story => {
  const to = oneOf(teller, [...SOAK_USERS, ...SOAK_AWAY]);
  const fate: Fate = SOAK_AWAY.includes(to) ? { ...filedIn(to), answer: 'vacation' } : filedIn(to);
  return [teller.write({ kind, to, fate, isChunked, rest })];
};

const tellRefused: Tell = (teller) => {
  const kinds: readonly MailToWrite[] = [
    { kind: 'unknown recipients', to: 'unknown', fate: refused('550 5.1.1', 'RCPT') },
    { kind: 'send-only', to: SEND_ONLY, fate: refused('550 5.2.1', 'RCPT') },
    { kind: 'full mailbox', to: FULL, fate: refused('552 5.2.2', 'RCPT') },
    {
      kind: 'no room for this mail',
      to: TIGHT,
      fate: refused('552 5.2.2', 'DATA', 'over-quota'),
      body: () => text(TIGHT_BYTES),
    },
    {
      kind: 'mail that goes round',
      to: 'user0',
      fate: refused('554 5.4.6', 'DATA', 'loop'),
      fields: [`Delivered-To: ${addressOf('user0')}`],
    },
  ];
  return [teller.write(oneOf(teller, kinds))];
};

const tellGroup: Tell = ({ write }) => {
  const places = SOAK_GROUP.members.map((account) => ({ account, folder: 'Inbox' as const }));
  return [write({ kind: 'to a group', to: SOAK_GROUP.name, fate: { kind: 'filed', places } })];
};

const tellDetail: Tell = (teller) => {
  const to = oneOf(teller, SOAK_USERS);
  return [
    teller.write({ kind: 'plus-detail', recipients: [{ address: addressOf(`${to}+lists`), fate: filedIn(to) }] }),
  ];
};

/** Two addresses of one account, others, and some that receive nothing. */
const tellSeveral: Tell = ({ write }) => [
  write({
    kind: 'several recipients',
    recipients: [
      { address: addressOf('user0'), fate: filedIn('user0') },
      { address: addressOf('unknown'), fate: refused('550 5.1.1', 'RCPT') },
      { address: addressOf(SOAK_ALIAS), fate: { kind: 'filed', places: [] } },
      { address: addressOf('user5'), fate: filedIn('user5') },
      { address: addressOf(FULL), fate: refused('552 5.2.2', 'RCPT') },
    ],
  }),
];

/** How likely each is, in messages of a hundred. */
const tales: readonly { readonly weight: number; readonly tell: Tell }[] = [
  { weight: 42, tell: tellPlain },
  { weight: 4, tell: tellTwice },
  { weight: 7, tell: tellJunk },
  { weight: 9, tell: tellMachine },
  { weight: 2, tell: tellReport },
  { weight: 2, tell: tellBlindCopy },
  { weight: 5, tell: tellPersonal },
  { weight: 5, tell: ({ meetings }) => meetings() },
  { weight: 9, tell: (teller) => tellOdd(teller, oneOf(teller, oddMails)) },
  { weight: 8, tell: tellRefused },
  { weight: 3, tell: tellGroup },
  { weight: 2, tell: tellDetail },
  { weight: 2, tell: tellSeveral },
];

function tellOne(teller: Teller): Story {
  let left = teller.random.next() * tales.reduce((sum, { weight }) => sum + weight, 0);
  for (const { weight, tell } of tales) {
    left -= weight;
    if (left < 0) return tell(teller);
  }
  return tellPlain(teller);
}

function tellLarge(teller: Teller): Story[] {
  const { rest, kind } = tooLargeMail;
  const fate = refused('552 5.3.4', 'DATA', 'too-large');
  return [
    ...largeMails.map((large) => tellOdd(teller, large)),
    [teller.write({ kind, to: 'user1', fate, rest, isTooLarge: true })],
  ];
}

/** This many messages in two halves; between them, everybody who is away begins a new round. */
export function makeStories(number: number, random: SeededRandom): readonly [readonly Story[], readonly Story[]] {
  const writer = startWriting();
  const meetings = startMeetings(random, writer);
  const half = (messages: number): readonly Story[] => {
    // The same friends write again in the second half, and are answered again.
    const teller: Teller = { random, write: writer.write, meetings, acquaintances: 0 };
    const stories: Story[] = [];
    for (let large = 0; large < Math.max(1, messages / LARGE_EACH); large += 1) stories.push(...tellLarge(teller));
    let left = messages - stories.length;
    while (left > 0) {
      const story = tellOne(teller);
      stories.push(story.length <= left ? story : tellPlain(teller));
      left -= stories.at(-1)?.length ?? 0;
    }
    return shuffled(stories, random);
  };
  const first = Math.floor(number / 2);
  return [half(first), half(number - first)];
}

function shuffled<T>(given: readonly T[], random: SeededRandom): readonly T[] {
  return given
    .map((each) => ({ each, place: random.next() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ each }) => each);
}
