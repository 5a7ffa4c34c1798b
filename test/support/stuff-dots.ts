/** Dot-stuffing (RFC 5321 §4.5.2), and the final dot. */
export function stuffDots(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes).toString('latin1');
  const stuffed = text.replaceAll(/(^|\r\n)\./g, '$1..');
  return Buffer.from(`${stuffed}${stuffed.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1');
}
