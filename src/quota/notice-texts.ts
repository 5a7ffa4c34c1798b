/**
 * What a notice says, unless the administrator has templates of his own: a subject and a text with variables in braces.
 * Pure.
 */
import type { QuotaNotice } from './quota-told.js';

/** `report` goes to the quota recipients, the others to the user. */
export type NoticeKind = QuotaNotice | 'report';

export interface NoticeTemplate {
  readonly subject: string;
  /** Lines with any line break. */
  readonly text: string;
}

export interface NoticeTexts {
  /** Whom a notice is from. */
  readonly sender: string;
  /** What stands for a limit that is not set. */
  readonly none: string;
  /** What `{level}` says. */
  readonly levels: Readonly<Record<QuotaNotice, string>>;
  readonly templates: Readonly<Record<NoticeKind, NoticeTemplate>>;
}

const english: NoticeTexts = {
  sender: 'Mail system',
  none: 'none',
  levels: { warn: 'warning', soft: 'no sending', hard: 'no receiving', refused: 'mail refused' },
  templates: {
    warn: {
      subject: 'Your mail store is filling up: {used} used',
      text: `Hello {fullName},

your mail store {address} holds {used} and has passed {limit}, from where on we warn you.

Warning: {warn}. No sending: {soft}. No receiving: {hard}.

Please delete what you no longer need.`,
    },
    soft: {
      subject: 'Your mail store is too full to send: {used} used',
      text: `Hello {fullName},

your mail store {address} holds {used}. From {limit} on nothing can be sent from it.

Warning: {warn}. No sending: {soft}. No receiving: {hard}.

Please delete what you no longer need; then you can send again.`,
    },
    hard: {
      subject: 'Your mail store is full: mail to you is refused',
      text: `Hello {fullName},

your mail store {address} holds {used}. From {limit} on mail to you is refused.

Please delete what you no longer need; then mail comes in again.`,
    },
    refused: {
      subject: 'A mail to you was refused: it did not fit',
      text: `Hello {fullName},

a mail to {address} did not fit into your mail store, which holds {used} of {hard}, and was refused. Smaller ones may
still come in.

Please delete what you no longer need.`,
    },
    report: {
      subject: 'Mail store of {name}: {level}, {used} used',
      text: `The mail store of {fullName} ({name}, {address}) holds {used}. Level: {level}.

Warning: {warn}. No sending: {soft}. No receiving: {hard}.`,
    },
  },
};

const german: NoticeTexts = {
  sender: 'Mailsystem',
  none: 'keine',
  levels: { warn: 'Warnung', soft: 'kein Versand', hard: 'kein Empfang', refused: 'Mail abgewiesen' },
  templates: {
    warn: {
      subject: 'Ihr Postfach füllt sich: {used} belegt',
      text: `Guten Tag {fullName},

Ihr Postfach {address} enthält {used} und hat {limit} überschritten; ab dort warnen wir Sie.

Warnung: {warn}. Kein Versand: {soft}. Kein Empfang: {hard}.

Bitte löschen Sie, was Sie nicht mehr brauchen.`,
    },
    soft: {
      subject: 'Ihr Postfach ist zu voll zum Senden: {used} belegt',
      text: `Guten Tag {fullName},

Ihr Postfach {address} enthält {used}. Ab {limit} kann daraus nichts mehr gesendet werden.

Warnung: {warn}. Kein Versand: {soft}. Kein Empfang: {hard}.

Bitte löschen Sie, was Sie nicht mehr brauchen; dann können Sie wieder senden.`,
    },
    hard: {
      subject: 'Ihr Postfach ist voll: Mails an Sie werden abgewiesen',
      text: `Guten Tag {fullName},

Ihr Postfach {address} enthält {used}. Ab {limit} werden Mails an Sie abgewiesen.

Bitte löschen Sie, was Sie nicht mehr brauchen; dann kommen Mails wieder an.`,
    },
    refused: {
      subject: 'Eine Mail an Sie wurde abgewiesen: kein Platz',
      text: `Guten Tag {fullName},

eine Mail an {address} passte nicht mehr in Ihr Postfach, das {used} von {hard} enthält, und wurde abgewiesen. Kleinere
kommen vielleicht noch an.

Bitte löschen Sie, was Sie nicht mehr brauchen.`,
    },
    report: {
      subject: 'Postfach {name}: {level}, {used} belegt',
      text: `Das Postfach von {fullName} ({name}, {address}) enthält {used}. Stufe: {level}.

Warnung: {warn}. Kein Versand: {soft}. Kein Empfang: {hard}.`,
    },
  },
};

/** @param language BCP 47; English where there is none */
export function noticeTextsIn(language: string): NoticeTexts {
  return /^de(-|$)/i.test(language) ? german : english;
}
