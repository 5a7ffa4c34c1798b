/**
 * What a delivery status notification says to a person, one table a language.
 */
export interface ReportTexts {
  readonly subject: (subject: string) => string;
  readonly headline: (recipients: number) => string;
  /** What the peer's answer begins with. */
  readonly refused: string;
  readonly gaveUp: (days: number) => string;
  readonly more: (recipients: number) => string;
  readonly next: string;
}

const english: ReportTexts = {
  subject: (subject) => `Not delivered: ${subject}`,
  headline: (recipients) =>
    recipients === 1
      ? 'Your mail could not be delivered to this recipient:'
      : 'Your mail could not be delivered to these recipients:',
  refused: 'The mail server said',
  gaveUp: (days) =>
    `It was tried for ${days} ${days === 1 ? 'day' : 'days'}, and is not tried any more. The last answer was`,
  more: (recipients) => `and ${recipients} more`,
  next: 'Look at the address, or ask your postmaster, who may need all of this mail. What you sent is attached, or the beginning of it.',
};

const german: ReportTexts = {
  subject: (subject) => `Nicht zugestellt: ${subject}`,
  headline: (recipients) =>
    recipients === 1
      ? 'Ihre Nachricht konnte an diesen Empfänger nicht zugestellt werden:'
      : 'Ihre Nachricht konnte an diese Empfänger nicht zugestellt werden:',
  refused: 'Der Mailserver sagte',
  gaveUp: (days) =>
    `Es wurde ${days} ${days === 1 ? 'Tag' : 'Tage'} lang versucht und wird nicht weiter versucht. Die letzte Antwort war`,
  more: (recipients) => `und ${recipients} weitere`,
  next: 'Prüfen Sie die Adresse, oder fragen Sie Ihren Postmaster, der vielleicht diese ganze Nachricht braucht. Was Sie gesendet haben, ist angehängt, oder sein Anfang.',
};

/** @param language BCP 47; what is not there is English */
export function reportTextsIn(language: string): ReportTexts {
  return /^de\b/i.test(language) ? german : english;
}
