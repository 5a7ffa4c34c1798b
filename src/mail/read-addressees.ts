/**
 * Whom a message names as its recipients: To and Cc, and the same of who sent it on.
 * Path: out-of-office/ answers only who is named; `oof explain`.
 * Standards: RFC 5322 §3.6.3, §3.6.6 (Resent fields).
 */
import { parseAddressLists } from './address-list.js';
import type { Address } from './address.js';
import { allFields, oncePerHeader, type HeaderSection } from './header-section.js';

const names = ['to', 'cc', 'resent-to', 'resent-cc'];

/** In the order of the fields' names; read once a message, as many of each name as parseAddressLists reads. */
export const readAddressees: (header: HeaderSection) => readonly Address[] = oncePerHeader((header) =>
  names.flatMap((name) => parseAddressLists(allFields(header, name)).map(({ address }) => address)),
);
