/**
 * The story that the demo tells: which mails come in, and what must become of each.
 */

export interface Decided {
  readonly resource: string;
  readonly decision: 'accept' | 'decline' | 'cancel';
  readonly because: string | null;
  /** Of the answer that goes out; null: none does. */
  readonly partstat: 'ACCEPTED' | 'DECLINED' | null;
  /** Takes a booking's time away, and nothing proves whose mail it was: its organizer is told. */
  readonly isReported?: true;
}

export interface DemoMail {
  readonly title: string;
  /** In fixtures/messages. */
  readonly template: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly from: string;
  readonly to: readonly string[];
  /** How each recipient's reply must begin. */
  readonly replies: readonly string[];
  /** null: booking has nothing to do with it. */
  readonly decided: Decided | null;
}

const JOHN = 'john@corp.example';
const BOARDROOM = 'boardroom@corp.example';
const PROJECTOR = 'projector@corp.example';
const NOTHING_SUCH = 'jon@corp.example';
const NEWSLETTER = 'newsletter@corp.example';
const ann = 'ann@partner.example';
const carla = 'carla@agency.example';

const accepted = (resource: string): Decided => ({ resource, decision: 'accept', because: null, partstat: 'ACCEPTED' });
const conflict = (resource: string): Decided => ({
  resource,
  decision: 'decline',
  because: 'conflict',
  partstat: 'DECLINED',
});

const plain = { template: 'demo-plain.eml', from: ann, decided: null };
const toRoom = { to: [BOARDROOM], replies: ['250'] };
const toRoomAndJohn = { from: ann, to: [BOARDROOM, JOHN], replies: ['250', '250'] };

function projector(title: string, subject: string, hours: readonly [string, string], decided: Decided): DemoMail {
  const [start, end] = hours.map((hour) => `{{friday+1 ${hour}Z}}`);
  const values = { subject, start: start ?? '', end: end ?? '' };
  const from = 'mary@corp.example';
  return { title, template: 'demo-projector.eml', values, from, to: [PROJECTOR], replies: ['250'], decided };
}

export const demoStory: readonly DemoMail[] = [
  {
    ...plain,
    title: 'A plain mail for two people',
    values: { subject: 'The figures' },
    to: [JOHN, 'mary@corp.example'],
    replies: ['250', '250'],
  },
  {
    ...plain,
    title: 'A mail for somebody who is not there',
    values: { subject: 'Hello Jon' },
    to: [NOTHING_SUCH],
    replies: ['550 5.1.1'],
  },
  {
    ...plain,
    title: 'A mail for an account that only sends',
    values: { subject: 'Re: our newsletter' },
    to: [NEWSLETTER],
    replies: ['550 5.2.1'],
  },
  {
    ...toRoomAndJohn,
    title: 'Outlook: a meeting with John in the board room',
    template: 'demo-outlook-invitation.eml',
    decided: accepted('boardroom'),
  },
  {
    ...toRoom,
    title: 'Google: another meeting on that afternoon',
    template: 'demo-google-invitation.eml',
    from: carla,
    decided: accepted('boardroom'),
  },
  {
    ...toRoom,
    title: 'Google: a meeting when the room is taken',
    template: 'demo-google-conflict.eml',
    from: carla,
    decided: conflict('boardroom'),
  },
  {
    ...toRoom,
    title: 'Apple: a weekly series',
    template: 'demo-apple-weekly.eml',
    from: 'dora@studio.example',
    decided: accepted('boardroom'),
  },
  {
    ...toRoomAndJohn,
    title: 'Outlook: a single meeting some weeks ahead',
    template: 'demo-outlook-board-meeting.eml',
    decided: accepted('boardroom'),
  },
  {
    ...toRoomAndJohn,
    title: 'Outlook: a weekly series whose fifth occurrence meets it',
    template: 'demo-outlook-weekly-clash.eml',
    decided: conflict('boardroom'),
  },
  {
    ...toRoomAndJohn,
    title: 'Outlook: the first meeting moves to another day',
    template: 'demo-outlook-update.eml',
    decided: { ...accepted('boardroom'), isReported: true },
  },
  {
    ...toRoom,
    title: 'Google: a meeting is cancelled',
    template: 'demo-google-cancel.eml',
    from: carla,
    decided: { resource: 'boardroom', decision: 'cancel', because: null, partstat: null, isReported: true },
  },
  projector('One of two projectors', 'Training', ['09:00', '11:00'], accepted('projector')),
  projector(
    'The other projector, partly at the same time',
    'Customer visit',
    ['10:00', '12:00'],
    accepted('projector'),
  ),
  projector('A third at a moment when both are out', 'Film club', ['10:30', '11:30'], conflict('projector')),
];

/** What each resource must have in its agenda at the end: bookings by their summary. */
export const expectedAgenda: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  boardroom: { 'Budget review': 1, 'Morning round': 6, 'Board meeting': 1 },
  projector: { Training: 1, 'Customer visit': 1 },
};
