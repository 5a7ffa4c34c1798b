/**
 * The texts of reports to organizers, one table a language.
 */
export interface ReportTexts {
  /** BCP 47 */
  readonly language: string;
  /** @param summary of the meeting */
  readonly subject: Readonly<Record<'cancelled' | 'moved', (summary: string) => string>>;
  /** @param name of the resource; @param isPart only some meetings of the series */
  readonly headline: Readonly<Record<'cancelled' | 'moved', (name: string, isPart: boolean) => string>>;
  readonly reason: string;
  readonly labels: {
    readonly meeting: string;
    readonly cancelled: string;
    readonly before: string;
    readonly now: string;
    readonly message: string;
    readonly next: string;
  };
  readonly next: readonly string[];
  /** Behind the first meeting of a series. */
  readonly wholeSeries: string;
  readonly andFollowing: string;
  readonly messageId: (messageId: string) => string;
  readonly from: (addresses: string) => string;
}

const english: ReportTexts = {
  language: 'en',
  subject: {
    cancelled: (summary) => `Your booking was cancelled: ${summary}`,
    moved: (summary) => `Your booking was moved: ${summary}`,
  },
  headline: {
    cancelled: (name, isPart) =>
      isPart
        ? `Part of your booking of ${name} was cancelled by a message in your name.`
        : `Your booking of ${name} was cancelled by a message in your name.`,
    moved: (name, isPart) =>
      isPart
        ? `Part of your booking of ${name} was moved by a message in your name.`
        : `Your booking of ${name} was moved by a message in your name.`,
  },
  reason: 'We could not verify that you sent this message.',
  labels: {
    meeting: 'Meeting',
    cancelled: 'Cancelled',
    before: 'Previous time',
    now: 'New time',
    message: 'Message',
    next: 'What to do',
  },
  next: [
    'If you sent it, you do not need to do anything.',
    'If you did not, send your invitation again and forward this report to your administrator.',
  ],
  wholeSeries: 'the entire series',
  andFollowing: 'and all later meetings',
  messageId: (messageId) => `Message-ID ${messageId}`,
  from: (addresses) => `From ${addresses}`,
};

const german: ReportTexts = {
  language: 'de',
  subject: {
    cancelled: (summary) => `Ihre Buchung wurde storniert: ${summary}`,
    moved: (summary) => `Ihre Buchung wurde verschoben: ${summary}`,
  },
  headline: {
    cancelled: (name, isPart) =>
      isPart
        ? `Ein Teil Ihrer Buchung von ${name} wurde durch eine Nachricht in Ihrem Namen storniert.`
        : `Ihre Buchung von ${name} wurde durch eine Nachricht in Ihrem Namen storniert.`,
    moved: (name, isPart) =>
      isPart
        ? `Ein Teil Ihrer Buchung von ${name} wurde durch eine Nachricht in Ihrem Namen verschoben.`
        : `Ihre Buchung von ${name} wurde durch eine Nachricht in Ihrem Namen verschoben.`,
  },
  reason: 'Es ließ sich nicht feststellen, ob diese Nachricht von Ihnen stammt.',
  labels: {
    meeting: 'Termin',
    cancelled: 'Storniert',
    before: 'Bisherige Zeit',
    now: 'Neue Zeit',
    message: 'Nachricht',
    next: 'Was zu tun ist',
  },
  next: [
    'Wenn Sie die Nachricht gesendet haben, brauchen Sie nichts zu tun.',
    'Wenn nicht, senden Sie Ihre Einladung erneut und leiten Sie diesen Bericht an Ihre Administration weiter.',
  ],
  wholeSeries: 'die ganze Serie',
  andFollowing: 'und alle späteren Termine',
  messageId: (messageId) => `Message-ID ${messageId}`,
  from: (addresses) => `Von ${addresses}`,
};

/** @param language of a table */
export function reportTextsIn(language: string): ReportTexts {
  return language === german.language ? german : english;
}
