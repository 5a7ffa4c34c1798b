/**
 * The structure of a message in a short notation, `multipart/mixed[text/plain text/html]`, and its decoded parts (RFC 2046 §5.1). It
 * reads only well-formed messages, to test that ours are.
 */
import { parseParameters, type FieldWithParameters } from '../../src/mail/content-type.js';
import { decodeTransferEncoding } from '../../src/mail/decode-text.js';
import { firstField, readHeaderSection, type HeaderSection } from '../../src/mail/header-section.js';

export interface MimePart {
  readonly header: HeaderSection;
  readonly contentType: FieldWithParameters;
  /** Transfer encoding undone, read as UTF-8; '' for a multipart. */
  readonly text: string;
  readonly parts: readonly MimePart[];
}

/** Throws where a multipart is not closed. */
export function readMimeTree(bytes: Uint8Array): MimePart {
  const header = readHeaderSection(bytes);
  const contentType = parseParameters(firstField(header, 'content-type') ?? 'text/plain');
  const body = Buffer.from(bytes).subarray(header.lengthBytes);
  if (!contentType.value.startsWith('multipart/')) {
    const encoding = firstField(header, 'content-transfer-encoding') ?? '7bit';
    return { header, contentType, text: decodeTransferEncoding(body, encoding).toString('utf8'), parts: [] };
  }
  const delimiter = `--${contentType.parameters.get('boundary') ?? ''}`;
  const [inside, after] = `\r\n${body.toString('latin1')}`.split(`\r\n${delimiter}--`);
  if (inside === undefined || after === undefined) throw new Error(`${contentType.value} has no end`);
  const pieces = inside.split(`\r\n${delimiter}\r\n`).slice(1);
  return { header, contentType, text: '', parts: pieces.map((piece) => readMimeTree(Buffer.from(piece, 'latin1'))) };
}

export function structureOf({ contentType, parts }: MimePart): string {
  return parts.length === 0 ? contentType.value : `${contentType.value}[${parts.map(structureOf).join(' ')}]`;
}
