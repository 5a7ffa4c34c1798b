/**
 * ORGANIZER and ATTENDEE (RFC 5545 §3.3.3, §3.8.4.1, §3.8.4.3) with every address that they may be meant by.
 */
import { addressKey, parseAddress, type Address } from '../mail/address.js';
import type { Attendee, CalendarUser } from './itip-message.js';
import { parameterOf, textOf, type JcalProperty } from './jcal.js';

export function readCalendarUser(property: JcalProperty): CalendarUser {
  const uri = textOf(property).trim();
  const sentBy = parameterOf(property, 'sent-by');
  return {
    uri,
    addresses: distinct([readCalendarAddress(uri), readCalendarAddress(parameterOf(property, 'email') ?? '')]),
    commonName: parameterOf(property, 'cn'),
    sentBy: sentBy === null ? null : readCalendarAddress(sentBy),
    parameters: Object.fromEntries(
      Object.entries(property[1]).map(([name, value]) => [name.toUpperCase(), Array.isArray(value) ? value : [value]]),
    ),
  };
}

export function readAttendee(property: JcalProperty): Attendee {
  const rsvp = parameterOf(property, 'rsvp')?.toUpperCase();
  return {
    ...readCalendarUser(property),
    partstat: parameterOf(property, 'partstat')?.toUpperCase() ?? 'NEEDS-ACTION',
    rsvp: rsvp === 'TRUE' ? true : rsvp === 'FALSE' ? false : null,
  };
}

/** An address has at most 320 octets (RFC 5321 §4.5.3.1), each maybe percent-encoded; longer URIs hold none. */
const MAX_URI_CHARACTERS = 1000;

/** `mailto:` in any case or none, percent-decoded; header fields of the URI (RFC 6068), a name before angle brackets and quotes around it dropped. */
export function readCalendarAddress(uri: string): Address | null {
  if (uri.length > MAX_URI_CHARACTERS) return null;
  const fields = uri.indexOf('?', uri.lastIndexOf('@') + 1);
  const encoded = (fields < 0 ? uri : uri.slice(0, fields)).replace(/^mailto:/i, '');
  const text = percentDecode(encoded)
    .trim()
    .replace(/^.*<([^<>]*)>$/s, '$1')
    .replace(/^'(.*)'$/s, '$1');
  const at = text.lastIndexOf('@');
  if (at < 1) return null;
  // Domino writes `John Smith/Corp@corp.example`: blanks only stand in a quoted local part.
  return parseAddress(text) ?? parseAddress(`"${text.slice(0, at).replaceAll(/["\\]/g, '\\$&')}"${text.slice(at)}`);
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function distinct(addresses: readonly (Address | null)[]): Address[] {
  const byKey = new Map<string, Address>();
  for (const address of addresses) if (address !== null) byKey.set(addressKey(address), address);
  return [...byKey.values()];
}
