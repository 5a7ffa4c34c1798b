/**
 * What a report says, one table a language.
 */
export interface ReportTexts {
  /** BCP 47 */
  readonly language: string;
  /** @param name the resource's; @param summary the meeting's */
  readonly subject: Readonly<Record<'cancelled' | 'moved', (summary: string) => string>>;
  readonly headline: Readonly<Record<'cancelled' | 'moved', (name: string) => string>>;
  readonly reason: string;
  readonly labels: {
    readonly meeting: string;
    readonly before: string;
    readonly now: string;
    readonly mail: string;
    readonly next: string;
  };
  readonly next: readonly string[];
  readonly wholeSeries: string;
  readonly andFollowing: string;
  readonly from: (addresses: string) => string;
  readonly footer: string;
}

const english: ReportTexts = {
  language: 'en',
  subject: {
    cancelled: (summary) => `A booking of yours was cancelled: ${summary}`,
    moved: (summary) => `A booking of yours was changed: ${summary}`,
  },
  headline: {
    cancelled: (name) => `A mail in your name has cancelled your booking of ${name}.`,
    moved: (name) => `A mail in your name has changed the times of your booking of ${name}.`,
  },
  reason: 'Nothing proves that this mail was yours, therefore you are told.',
  labels: {
    meeting: 'Meeting',
    before: 'Booked until now',
    now: 'Asked for now',
    mail: 'The mail',
    next: 'What to do',
  },
  next: ['If it was you: nothing.', 'If not: send your invitation again, and tell your administrator of this mail.'],
  wholeSeries: 'the whole series that begins then',
  andFollowing: 'and all later dates',
  from: (addresses) => `from ${addresses}`,
  footer: 'This mail was written automatically.',
};

const german: ReportTexts = {
  language: 'de',
  subject: {
    cancelled: (summary) => `Ihre Buchung wurde abgesagt: ${summary}`,
    moved: (summary) => `Ihre Buchung wurde geändert: ${summary}`,
  },
  headline: {
    cancelled: (name) => `Eine Mail in Ihrem Namen hat Ihre Buchung von ${name} abgesagt.`,
    moved: (name) => `Eine Mail in Ihrem Namen hat die Zeiten Ihrer Buchung von ${name} geändert.`,
  },
  reason: 'Nichts beweist, dass diese Mail von Ihnen war, deshalb erfahren Sie davon.',
  labels: {
    meeting: 'Termin',
    before: 'Bisher gebucht',
    now: 'Jetzt gewünscht',
    mail: 'Die Mail',
    next: 'Was zu tun ist',
  },
  next: [
    'Wenn Sie es waren: nichts.',
    'Wenn nicht: Schicken Sie Ihre Einladung noch einmal, und zeigen Sie Ihrem Administrator diese Mail.',
  ],
  wholeSeries: 'die ganze Serie, die dann beginnt',
  andFollowing: 'und alle späteren Termine',
  from: (addresses) => `von ${addresses}`,
  footer: 'Diese Mail wurde automatisch erstellt.',
};

/** @param language that of a table */
export function reportTextsIn(language: string): ReportTexts {
  return language === german.language ? german : english;
}
