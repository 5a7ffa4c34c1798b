/**
 * What an answer says when nobody has written a text; one table a language. They tell of an account, not of a person:
 * shared and resource accounts are away too.
 */
export interface StandardTexts {
  /** BCP 47, its first subtag. */
  readonly language: string;
  readonly subject: string;
  /** Variables as in a text that somebody wrote. */
  readonly text: string;
  /** When an end is known. */
  readonly textUntil: string;
}

const english: StandardTexts = {
  language: 'en',
  subject: 'Out of office',
  text: '{name} is out of the office at present. Your mail has arrived and will be read later.\n',
  textUntil: '{name} is out of the office until {until}. Your mail has arrived and will be read then.\n',
};

const german: StandardTexts = {
  language: 'de',
  subject: 'Abwesenheit',
  text: '{name} ist zurzeit nicht im Haus. Ihre Nachricht ist angekommen und wird später gelesen.\n',
  textUntil: '{name} ist bis {until} nicht im Haus. Ihre Nachricht ist angekommen und wird danach gelesen.\n',
};

/** @param language BCP 47; without a table of its own: English */
export function standardTexts(language: string): StandardTexts {
  const [primary] = language.toLowerCase().split('-');
  return [german, english].find((texts) => texts.language === primary) ?? english;
}
