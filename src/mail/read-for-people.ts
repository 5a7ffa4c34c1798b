/**
 * A message as a person reads it: its text and the names of what is attached.
 * Path: `frontdesk message show`; never on the way of a delivery.
 */
import { simpleParser, type ParsedMail } from 'mailparser';
import { readHeaderSection } from './header-section.js';

export interface ReadableMessage {
  /** The text part, or the HTML part as text; cut at 100,000 characters. */
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly contentType: string; readonly sizeBytes: number }[];
}

const MAX_TEXT_CHARACTERS = 100_000;
/** Turning HTML into text costs time; of a larger part nothing is shown. */
const MAX_HTML_BYTES = 1024 * 1024;
/** Lines may stay, whatever else could steer a terminal may not. */
const controls = /[^\P{Cc}\n\t]/gu;

/** Never fails: a message that the parser gives up on is shown as it stands, without its attachments. */
export async function readForPeople(bytes: Uint8Array): Promise<ReadableMessage> {
  const { text, attachments } = await parse(bytes);
  return {
    text: (text ?? '').slice(0, MAX_TEXT_CHARACTERS).replaceAll(controls, ''),
    attachments: attachments.map(({ filename, contentType, size }) => ({
      name: (filename ?? '').replaceAll(/\p{Cc}/gu, ''),
      contentType,
      sizeBytes: size,
    })),
  };
}

async function parse(bytes: Uint8Array): Promise<Pick<ParsedMail, 'text' | 'attachments'>> {
  const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return await simpleParser(message, {
      skipImageLinks: true,
      skipTextToHtml: true,
      maxHtmlLengthToParse: MAX_HTML_BYTES,
    });
  } catch {
    const { lengthBytes } = readHeaderSection(bytes);
    return { text: message.toString('utf8', lengthBytes, lengthBytes + MAX_TEXT_CHARACTERS), attachments: [] };
  }
}
