/**
 * The readable part of a delivery status notification, one table a language.
 * Path: compose-dsn.ts.
 */
export interface ReportTexts {
  /** @param subject of the message that could not be delivered */
  readonly subject: (subject: string) => string;
  readonly headline: (recipients: number) => string;
  /** Followed by a colon and the reply of the peer. */
  readonly refused: string;
  /** Attempts have ended without success. Followed by a colon and the last reply. */
  readonly gaveUp: (days: number) => string;
  readonly more: (recipients: number) => string;
  readonly next: string;
}

const english: ReportTexts = {
  subject: (subject) => `Not delivered: ${subject || '(no subject)'}`,
  headline: (recipients) =>
    recipients === 1
      ? 'Your message could not be delivered to this recipient:'
      : 'Your message could not be delivered to these recipients:',
  refused: 'The mail server replied',
  gaveUp: (days) =>
    `Delivery was attempted for ${days} ${days === 1 ? 'day' : 'days'} and has been abandoned. The last reply was`,
  more: (recipients) => `and ${recipients} more`,
  next: 'Please check the address. If it is correct, contact your mail administrator and include this notification. Your message, or the beginning of it, is attached.',
};

const german: ReportTexts = {
  subject: (subject) => `Nicht zugestellt: ${subject || '(ohne Betreff)'}`,
  headline: (recipients) =>
    recipients === 1
      ? 'Ihre Nachricht konnte diesem Empfänger nicht zugestellt werden:'
      : 'Ihre Nachricht konnte diesen Empfängern nicht zugestellt werden:',
  refused: 'Antwort des Mailservers',
  gaveUp: (days) =>
    `Die Zustellung wurde ${days} ${days === 1 ? 'Tag' : 'Tage'} lang versucht und dann aufgegeben. Letzte Antwort`,
  more: (recipients) => (recipients === 1 ? 'und 1 weiterer Empfänger' : `und ${recipients} weitere Empfänger`),
  next: 'Bitte prüfen Sie die Adresse. Ist sie richtig, wenden Sie sich mit dieser Benachrichtigung an Ihre Mail-Administration. Ihre Nachricht oder ihr Anfang ist beigefügt.',
};

/** @param language BCP 47; English if there is no table for it */
export function reportTextsIn(language: string): ReportTexts {
  return /^de\b/i.test(language) ? german : english;
}
