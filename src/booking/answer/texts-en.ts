/** The texts of booking messages in English. */
import type { AnswerTexts, ReasonFacts, ResourceNoun } from './answer-texts.js';

const nouns: Readonly<Record<ResourceNoun, string>> = {
  room: 'The room',
  equipment: 'The resource',
  person: 'The calendar',
};

const bookable: Readonly<Record<ResourceNoun, string>> = {
  room: 'this room',
  equipment: 'this resource',
  person: 'this calendar',
};

const conflict = ({ noun, asked, unavailable }: ReasonFacts): string => {
  if (noun === 'person') {
    return asked === 1
      ? 'There is another meeting at the requested time.'
      : `There are other meetings at the time of ${unavailable} of the ${asked} requested meetings.`;
  }
  return asked === 1
    ? `${nouns[noun]} is not available at the requested time.`
    : `${nouns[noun]} is not available for ${someOf(unavailable, asked)} requested meetings.`;
};

const someOf = (unavailable: number, asked: number): string =>
  unavailable === asked ? `any of the ${asked}` : `${unavailable} of the ${asked}`;

export const englishTexts: AnswerTexts = {
  language: 'en',
  headline: {
    accept: (name) => `${name} has accepted your request.`,
    delegate: (name) => `${name} has been booked for you.`,
    decline: (name) => `${name} has declined your request.`,
    ask: (name) => `Your request for ${name} is pending approval.`,
    withdraw: (name, count) => `${name} is no longer available for your ${count === 1 ? 'meeting' : 'series'}.`,
    withdrawDates: (name, count) =>
      count === 1
        ? `${name} is no longer available for one meeting of your series.`
        : `${name} is no longer available for ${count} meetings of your series.`,
  },
  ofPerson: {
    accept: (name) => `Your request to ${name} has been accepted automatically.`,
    decline: (name) => `Your request to ${name} has been declined automatically.`,
  },
  reasons: {
    conflict,
    'not-a-booker': ({ noun }) => `You do not have permission to book ${bookable[noun]}.`,
    recurring: ({ noun }) => `${nouns[noun]} does not accept recurring meetings. Please book single meetings.`,
    'not-approved': () => 'The request has not been approved.',
    'approval-expired': () => 'The request was not approved in time.',
    retired: ({ noun, until }) => `${nouns[noun]} is being taken out of service and can be booked until ${until}.`,
    'outside-window': ({ isSeries, until }) =>
      isSeries
        ? `The series extends further ahead than bookings are accepted (until ${until}).`
        : `The meeting is further ahead than bookings are accepted (until ${until}).`,
    'outside-hours': ({ noun, hours }) =>
      hours.length === 0
        ? `${nouns[noun]} cannot be booked at the requested time of day.`
        : `${nouns[noun]} can be booked only at these times: ${hours.join(', ')} (local time).`,
    'too-short': ({ minimum }) => `The meeting is too short. The minimum is ${minimum}.`,
    'too-long': ({ maximum }) => `The meeting is too long. The maximum is ${maximum}.`,
    'takes-no-bookings': ({ noun }) => `${nouns[noun]} is not accepting bookings at the moment.`,
    'by-person': ({ noun }) => `The request has been declined by the people responsible for ${bookable[noun]}.`,
    'unknown-time-zone': () => 'The request uses an unknown time zone, so the time of the meeting is not certain.',
    'too-many-occurrences': ({ maxMeetings }) =>
      `The series has too many meetings. The maximum for one booking is ${maxMeetings}.`,
    'too-costly': () => 'The recurrence rule of the series is too complex.',
    'bad-rule': () => 'The recurrence rule of the series is not valid.',
  },
  heldByOther: ({ noun }, holder) =>
    `${nouns[noun]} already holds this meeting for ${holder ?? 'another organizer'}. Ask ${holder ?? 'that organizer'} to cancel it, then send your invitation again.`,
  tooNear: (facts) => `${conflict(facts)} Bookings must be at least ${facts.buffer} apart.`,
  poolConflict: ({ noun, asked, unavailable }) => {
    const nothing = noun === 'room' ? 'No room' : 'No resource';
    return asked > 1
      ? `${nothing} is available for ${someOf(unavailable, asked)} requested meetings.`
      : `${nothing} is available at the requested time.`;
  },
  partly: (declined, all) =>
    declined === 1
      ? `1 of ${all} meetings could not be booked and is declined. The others are booked.`
      : `${declined} of ${all} meetings could not be booked and are declined. The others are booked.`,
  approval: {
    pending: 'The time is reserved until a decision is made. You will then receive the final answer.',
    subject: (name, summary) => `Approval requested: ${name}, ${summary}`,
    question: (name) => `Do you approve this booking of ${name}?`,
    howToAnswer: 'Please accept or decline this request in your calendar. The first reply from an approver decides.',
    exception: (reason) => `This booking needs an exception: ${reason}`,
    settledSubject: (name, summary) => `Approval no longer needed: ${name}, ${summary}`,
    settled: (name) => `The request for ${name} no longer needs your approval.`,
    approvedBy: (approver) => `${approver} has approved it.`,
    declinedBy: (approver) => `${approver} has declined it.`,
    expired: 'No approver replied in time, so it has been declined.',
    withdrawn: 'The meeting has been changed or cancelled.',
    retired: 'The resource is being taken out of service.',
  },
  labels: {
    organizer: 'Organizer',
    meeting: 'Meeting',
    when: 'When',
    first: 'First meeting',
    series: 'Series',
    location: 'Location',
    taken: 'Already taken',
    freeSlots: 'Next free times',
    freeForSeries: 'Free for the entire series, starting',
    alsoFree: 'Also free at the requested time',
    unavailable: 'Not available',
    beyondWindow: 'Too far ahead',
    declined: 'Declined',
  },
  heldBy: (holders) => `booked by ${holders}`,
  untitled: '(no subject)',
  allDay: 'all day',
  meetings: (count, last) => (count === 1 ? '1 meeting' : `${count} meetings, ending ${last}`),
  endless: 'no end date',
  endlessUntil: (last) => `no end date, booked until ${last} for now`,
  more: (count) => `and ${count} more`,
  footer: {
    reply: (from) => `This is an automatic reply from ${from}.`,
    message: (from) => `This is an automatic message from ${from}.`,
    cancel: 'To cancel the booking, cancel the meeting in your calendar.',
    contact: (contact) => `Contact: ${contact}`,
  },
};
