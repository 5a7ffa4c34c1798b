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

/**
 * An event that does not invite the delegator, or the delegate already, stays as it is.
 *
 * @param delegator all its addresses
 */
export function delegateEvent(
  event: EventComponent,
  delegator: readonly Address[],
  { address, displayName }: Mailbox,
): EventComponent {
  const asked = event.attendees.find((each) => isOneOf(each, delegator));
  if (asked === undefined || event.attendees.some((each) => isOneOf(each, [address]))) return event;
  const component = readJcal(event.ical);
  const at = component[1].findIndex((property) => property[0] === 'attendee' && textOf(property).trim() === asked.uri);
  const written = component[1][at];
  if (written === undefined) return event;
  const delegate = `mailto:${formatAddress(address)}`;
  // The organizer has heard of an answer, so that a change of details is known as one.
  const partstat = asked.partstat === NEEDS_ACTION ? NEEDS_ACTION : 'ACCEPTED';
  const passedOn: JcalProperty[] = [
    ['attendee', { ...written[1], partstat: 'DELEGATED', 'delegated-to': [delegate] }, 'cal-address', asked.uri],
    [
      'attendee',
      {
        ...(displayName === null ? {} : { cn: displayName }),
        ...sharedParameters(written),
        partstat,
        'delegated-from': [asked.uri],
      },
      'cal-address',
      delegate,
    ],
  ];
  component[1].splice(at, 1, ...passedOn);
  return {
    ...event,
    ical: writeJcal(component),
    attendees: propertiesOf(component, 'attendee').map(readAttendee),
  };
}

/** What kind of attendee was asked, and in which role. */
function sharedParameters(asked: JcalProperty): Record<string, string> {
  return Object.fromEntries(
    ['cutype', 'role'].flatMap((name) => {
      const value = parameterOf(asked, name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function isOneOf({ addresses }: Attendee, others: readonly Address[]): boolean {
  return addresses.some((address) => others.some((other) => sameAddress(address, other)));
}

/** Whether an attendee is there because another one passed the event on. */
export function isDelegate({ parameters }: Attendee): boolean {
  return (parameters['DELEGATED-FROM'] ?? []).length > 0;
}
