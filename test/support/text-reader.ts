/**
 * What the lists of text readers (text-readers.ts of each folder) share: each public function of a folder, as a function of one text
 * from outside. A new function does not compile until it is in its list.
 */
import * as contentType from '../../src/mail/content-type.js';
import * as headerSection from '../../src/mail/header-section.js';
import * as rawHeader from '../../src/mail/raw-header.js';

export type Reader = (text: string) => unknown;
/** It takes no text, or only fixed words. */
export const noText = null;

type FunctionOf<Module> = {
  [Name in keyof Module]: Module[Name] extends (...given: never[]) => unknown ? Name : never;
}[keyof Module] &
  string;

/** A file, and each function that it exports. */
export const file = <Module>(
  path: string,
  _module: Module,
  readers: Readonly<Record<FunctionOf<Module>, Reader | typeof noText>>,
): { readonly path: string; readonly readers: Readonly<Record<string, Reader | typeof noText>> } => ({ path, readers });

export const sender = { localPart: 'ann', domain: 'partner.example' };
export const mailbox = (localPart: string) => ({ localPart, domain: 'partner.example' });
export const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8');
export const headerOf = (text: string) => headerSection.readHeaderSection(bytesOf(text));
/** The text as the value of each of these fields, once as it stands, and once as many fields as it has lines. */
export const fields = (text: string, ...names: readonly string[]) =>
  headerOf(
    names
      .map((name) => `${name}: ${text.replaceAll(/\r\n(?![ \t])/g, `\r\n${name}: `)}\r\n`)
      .join('')
      .concat('\r\n'),
  );
export const rawOf = (text: string) => {
  const header = rawHeader.readRawHeader(bytesOf(`From: john@corp.example\r\n${text}`));
  return header.kind === 'header' ? header : null;
};
/** A message of John's with the text as a calendar object, and as many boundaries as it has lines. */
export const calendarMail = (text: string, encoding = '8bit'): Buffer =>
  bytesOf(
    'From: john@corp.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n' +
      `Content-Type: text/calendar; method=REQUEST\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n` +
      `BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nORGANIZER:mailto:olga@corp.example\r\n${text}`,
  );
export const multipart = (text: string): Buffer =>
  bytesOf(`From: john@corp.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${text}`);
export const place = (bytes: Buffer, encoding: string) => ({
  start: 0,
  end: bytes.length,
  contentType: contentType.parseParameters('text/calendar'),
  encoding,
  isSigned: false,
});
