/**
 * The story of the demo: the messages that arrive, and the outcome that each must have.
 */

export interface Decided {
  readonly resource: string;
  readonly decision: 'accept' | 'decline' | 'cancel';
  readonly because: string | null;
  /** Of the answer that is sent; null: no answer is sent. */
  readonly partstat: 'ACCEPTED' | 'DECLINED' | null;
}

export interface DemoMessage {
  readonly title: string;
  /** In fixtures/messages. */
  readonly template: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly from: string;
  readonly to: readonly string[];
  /** How the reply for each recipient must begin. */
  readonly replies: readonly string[];
  /** null: it is not a matter of booking. */
  readonly decided: Decided | null;
}

const JOHN = 'john@corp.example';
const BOARDROOM = 'boardroom@corp.example';
const PROJECTOR = 'projector@corp.example';
const UNKNOWN = 'jon@corp.example';
const NEWSLETTER = 'newsletter@corp.example';
const ann = 'ann@partner.example';
const vera = 'vera@partner.example';
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

function projector(
  title: string,
  subject: string,
  hours: readonly [string, string],
  decided: Decided,
  from = 'mary@corp.example',
): DemoMessage {
  const [start, end] = hours.map((hour) => `{{friday+1 ${hour}Z}}`);
  const values = { from, subject, start: start ?? '', end: end ?? '' };
  return { title, template: 'demo-projector.eml', values, from, to: [PROJECTOR], replies: ['250'], decided };
}

export const demoStory: readonly DemoMessage[] = [
  {
    ...plain,
    title: 'A plain message for two people',
    values: { subject: 'The figures' },
    to: [JOHN, 'mary@corp.example'],
    replies: ['250', '250'],
  },
  {
    ...plain,
    title: 'A message for an unknown address',
    values: { subject: 'Hello Jon' },
    to: [UNKNOWN],
    replies: ['550 5.1.1'],
  },
  {
    ...plain,
    title: 'A message for an account that only sends',
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
    title: 'Google: a meeting while the room is booked',
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
    title: 'Outlook: a weekly series whose fifth date clashes with it',
    template: 'demo-outlook-weekly-clash.eml',
    from: vera,
    decided: conflict('boardroom'),
  },
  {
    ...toRoomAndJohn,
    title: 'Outlook: the first meeting moves to another day',
    template: 'demo-outlook-update.eml',
    decided: accepted('boardroom'),
  },
  {
    ...toRoom,
    title: 'Google: the other meeting is cancelled',
    template: 'demo-google-cancel.eml',
    from: carla,
    decided: { resource: 'boardroom', decision: 'cancel', because: null, partstat: null },
  },
  projector('The first of two projectors', 'Training', ['09:00', '11:00'], accepted('projector')),
  projector(
    'The second projector, partly at the same time',
    'Customer visit',
    ['10:00', '12:00'],
    accepted('projector'),
  ),
  projector('A third request while both are booked', 'Film club', ['10:30', '11:30'], conflict('projector'), JOHN),
];

/** The bookings that the agenda of each resource must have at the end, by summary. */
export const expectedAgenda: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  boardroom: { 'Budget review': 1, 'Morning round': 6, 'Board meeting': 1 },
  projector: { Training: 1, 'Customer visit': 1 },
};
