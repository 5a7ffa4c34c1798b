/**
 * The vacation response of an account that has no text of its own, one table a language. The texts do not speak of a
 * person: shared accounts and resources have vacation responses too.
 */
export interface StandardTexts {
  /** BCP 47, first subtag. */
  readonly language: string;
  readonly subject: string;
  /** With the same variables as a text that somebody has written. */
  readonly text: string;
  /** Used when the end of the absence is known. */
  readonly textUntil: string;
}

const english: StandardTexts = {
  language: 'en',
  subject: 'Out of office: {subject}',
  text: '{name} is currently out of the office. Your message has been received and will be read later.\n',
  textUntil: '{name} is out of the office until {until}. Your message has been received and will be read then.\n',
};

const german: StandardTexts = {
  language: 'de',
  subject: 'Abwesenheitsnotiz: {subject}',
  text: '{name} ist zurzeit nicht erreichbar. Ihre Nachricht ist eingegangen und wird später gelesen.\n',
  textUntil: '{name} ist bis {until} nicht erreichbar. Ihre Nachricht ist eingegangen und wird danach gelesen.\n',
};

/** @param language BCP 47; English if there is no table for it */
export function standardTexts(language: string): StandardTexts {
  const [primary] = language.toLowerCase().split('-');
  return [german, english].find((texts) => texts.language === primary) ?? english;
}
