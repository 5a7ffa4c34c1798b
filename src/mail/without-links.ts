/**
 * A stranger's text in a message that we send: mail programs make links of whatever looks like an address, and the reader
 * would take them for ours. An invisible character (U+2060) after each dot, colon and @ inside a word prevents that.
 * Path: booking/answer/, for the summary and location of organizers outside.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll(/(?<=\S)[.:@](?=\S)/gu, '$&\u2060');
}
