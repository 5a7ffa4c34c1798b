/**
 * A message as it came in, from the last byte of DATA to the commit: where its bytes are, its header section, its
 * digest. Made by delivery/lmtp (or delivery/pipe), read by delivery/deliver.ts, its bytes consumed by the store.
 */
import type { Address } from './address.js';
import type { HeaderSection } from './header-section.js';
import type { Instant } from './instant.js';

/**
 * Where the bytes of a message are. Small ones are in memory and handed to the store's writer by transfer, so that
 * nobody reads them after `DeliveryDesk.deliver` was called; large ones are in a spill file that the writer copies and the
 * receiving side deletes. One object stands for one message: the store writes a body once for all plans that name it.
 */
export type MessageBytes =
  | { readonly kind: 'memory'; readonly bytes: Uint8Array<ArrayBuffer>; readonly sizeBytes: number }
  | { readonly kind: 'spill'; readonly path: string; readonly sizeBytes: number };

export interface ReceivedMessage {
  /** RFC 5321 §4.5.5: null is the null reverse-path of reports. */
  readonly reversePath: Address | null;
  readonly bytes: MessageBytes;
  readonly header: HeaderSection;
  /** SHA-256 (hex) of the bytes less leading Return-Path, Delivered-To, X-Original-To, Envelope-To, Delivery-Date. */
  readonly digest: string;
  readonly receivedAt: Instant;
  /** The peer as our Received field names it; null for pipe delivery. */
  readonly peer: Peer | null;
}

/** Who handed the message over. */
export interface Peer {
  /** What it called itself at LHLO; printable ASCII without spaces. */
  readonly helo: string;
  /** null over a Unix socket. */
  readonly ip: string | null;
  /** RFC 6531 §3.3: the transaction was declared SMTPUTF8. Absent is no. */
  readonly smtpUtf8?: boolean;
}
