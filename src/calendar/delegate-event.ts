/**
 * An event that an attendee passes on to another one (RFC 5546 §3.2.2.3, RFC 5545 §3.2.4, §3.2.5): both stand in it, each
 * naming the other.
 */
import { formatAddress, sameAddress, type Address, type Mailbox } from '../mail/address.js';
import type { Attendee, EventComponent } from './itip-message.js';
import { parameterOf, propertiesOf, textOf, writeJcal, type JcalProperty } from './jcal.js';
import { readJcal } from './read-jcal.js';
import { readAttendee } from './read-calendar-user.js';

const NEEDS_ACTION = 'NEEDS-ACTION';
/** RFC 5546 §3.2.2.3: of a delegator that still wants the updates. */
const NON_PARTICIPANT = 'NON-PARTICIPANT';

/**
 * An event that does not invite the delegator stays as it is, and so does one that already invites the delegate for
 * itself.
 *
 * @param delegator all its addresses
 * @param former who has had the event from the delegator: their ATTENDEE lines, which organizers keep, go
 */
export function delegateEvent(
  event: EventComponent,
  delegator: readonly Address[],
  { address, displayName }: Mailbox,
  former: readonly Address[] = [],
): EventComponent {
  const asked = event.attendees.find((each) => isOneOf(each, delegator));
  if (asked === undefined) return event;
  const noted = event.attendees.filter((each) => isOneOf(each, [address]));
  const isFormer = isOneOf({ addresses: [address] }, former);
  if (!isFormer && noted.some((each) => !isDelegate(each))) return event;
  const component = readJcal(event.ical);
  const gone = new Set(
    event.attendees
      .filter((each) => !isOneOf(each, delegator) && (noted.includes(each) || isOneOf(each, former)))
      .map(({ uri }) => uri),
  );
  const properties = component[1].filter(
    (property) => property[0] !== 'attendee' || !gone.has(textOf(property).trim()),
  );
  const at = properties.findIndex((property) => property[0] === 'attendee' && textOf(property).trim() === asked.uri);
  const written = properties[at];
  if (written === undefined) return event;
  const delegate = `mailto:${formatAddress(address)}`;
  // The organizer has heard of an answer, so that a change of details is known as one.
  const isUnanswered = [asked, ...noted].some(({ partstat }) => partstat === NEEDS_ACTION);
  const passedOn: JcalProperty[] = [
    [
      'attendee',
      { ...written[1], role: NON_PARTICIPANT, partstat: 'DELEGATED', 'delegated-to': [delegate] },
      'cal-address',
      asked.uri,
    ],
    [
      'attendee',
      {
        ...(displayName === null ? {} : { cn: displayName }),
        ...sharedParameters(written),
        partstat: isUnanswered ? NEEDS_ACTION : 'ACCEPTED',
        'delegated-from': [asked.uri],
      },
      'cal-address',
      delegate,
    ],
  ];
  component[1] = properties.toSpliced(at, 1, ...passedOn);
  return {
    ...event,
    ical: writeJcal(component),
    attendees: propertiesOf(component, 'attendee').map(readAttendee),
  };
}

/** What kind of attendee was asked, and in which role; the role that the delegator has since is not the delegate's. */
function sharedParameters(asked: JcalProperty): Record<string, string> {
  return Object.fromEntries(
    ['cutype', 'role'].flatMap((name) => {
      const value = parameterOf(asked, name);
      return value === null || value.toUpperCase() === NON_PARTICIPANT ? [] : [[name, value]];
    }),
  );
}

function isOneOf({ addresses }: Pick<Attendee, 'addresses'>, others: readonly Address[]): boolean {
  return addresses.some((address) => others.some((other) => sameAddress(address, other)));
}

/** Whether an attendee is there because another one passed the event on. */
export function isDelegate({ parameters }: Attendee): boolean {
  return (parameters['DELEGATED-FROM'] ?? []).length > 0;
}
