/**
 * The texts of quota notices, for administrators who have no templates of their own: a subject and a text with
 * variables in braces, one table a language. Pure.
 * Path: housekeeping/quota-monitor.ts -> compose-notice.ts.
 */
import type { QuotaNotice } from './quota-told.js';

/** `report` goes to the quota recipients, the others go to the user. */
export type NoticeKind = QuotaNotice | 'report';

export interface NoticeTemplate {
  readonly subject: string;
  /** Lines may end with any line break. */
  readonly text: string;
}

export interface NoticeTexts {
  /** Display name in From. */
  readonly sender: string;
  /** Shown for a limit that is not set. */
  readonly none: string;
  /** The values of `{level}`. */
  readonly levels: Readonly<Record<QuotaNotice, string>>;
  readonly templates: Readonly<Record<NoticeKind, NoticeTemplate>>;
}

const english: NoticeTexts = {
  sender: 'Mail system',
  none: 'none',
  levels: { warn: 'warning', soft: 'sending blocked', hard: 'receiving blocked', refused: 'message rejected' },
  templates: {
    warn: {
      subject: 'Your mailbox is almost full: {used} used',
      text: `Hello {fullName},

Your mailbox {address} uses {used} and has exceeded the warning level of {limit}.

Warning level: {warn}
Sending is blocked from: {soft}
Receiving is blocked from: {hard}

Please delete messages that you no longer need.`,
    },
    soft: {
      subject: 'Your mailbox is too full to send messages: {used} used',
      text: `Hello {fullName},

Your mailbox {address} uses {used}. You cannot send messages because the limit of {limit} is exceeded.

Warning level: {warn}
Sending is blocked from: {soft}
Receiving is blocked from: {hard}

Please delete messages that you no longer need. You can then send messages again.`,
    },
    hard: {
      subject: 'Your mailbox is full: messages to you are rejected',
      text: `Hello {fullName},

Your mailbox {address} uses {used}. Messages to you are rejected because the limit of {limit} has been reached.

Please delete messages that you no longer need. You can then receive messages again.`,
    },
    refused: {
      subject: 'A message to you was rejected: mailbox full',
      text: `Hello {fullName},

A message to {address} was rejected because it did not fit into your mailbox, which uses {used} of {hard}.
Smaller messages may still be delivered.

Please delete messages that you no longer need.`,
    },
    report: {
      subject: 'Mailbox of {name}: {level}, {used} used',
      text: `The mailbox of {fullName} ({name}, {address}) uses {used}.

Status: {level}
Warning level: {warn}
Sending is blocked from: {soft}
Receiving is blocked from: {hard}`,
    },
  },
};

const german: NoticeTexts = {
  sender: 'Mailsystem',
  none: 'keine',
  levels: {
    warn: 'Warnung',
    soft: 'Versand gesperrt',
    hard: 'Empfang gesperrt',
    refused: 'Nachricht abgewiesen',
  },
  templates: {
    warn: {
      subject: 'Ihr Postfach ist fast voll: {used} belegt',
      text: `Guten Tag {fullName},

Ihr Postfach {address} belegt {used} und hat die Warnschwelle von {limit} überschritten.

Warnschwelle: {warn}
Versand gesperrt ab: {soft}
Empfang gesperrt ab: {hard}

Bitte löschen Sie Nachrichten, die Sie nicht mehr benötigen.`,
    },
    soft: {
      subject: 'Ihr Postfach ist zu voll, um Nachrichten zu senden: {used} belegt',
      text: `Guten Tag {fullName},

Ihr Postfach {address} belegt {used}. Sie können keine Nachrichten senden, weil die Grenze von {limit} überschritten ist.

Warnschwelle: {warn}
Versand gesperrt ab: {soft}
Empfang gesperrt ab: {hard}

Bitte löschen Sie Nachrichten, die Sie nicht mehr benötigen. Danach können Sie wieder senden.`,
    },
    hard: {
      subject: 'Ihr Postfach ist voll: Nachrichten an Sie werden abgewiesen',
      text: `Guten Tag {fullName},

Ihr Postfach {address} belegt {used}. Nachrichten an Sie werden abgewiesen, weil die Grenze von {limit} erreicht ist.

Bitte löschen Sie Nachrichten, die Sie nicht mehr benötigen. Danach können Sie wieder Nachrichten empfangen.`,
    },
    refused: {
      subject: 'Eine Nachricht an Sie wurde abgewiesen: Postfach voll',
      text: `Guten Tag {fullName},

eine Nachricht an {address} wurde abgewiesen, weil sie nicht mehr in Ihr Postfach passte.
Belegt sind {used} von {hard}. Kleinere Nachrichten werden möglicherweise noch zugestellt.

Bitte löschen Sie Nachrichten, die Sie nicht mehr benötigen.`,
    },
    report: {
      subject: 'Postfach {name}: {level}, {used} belegt',
      text: `Das Postfach von {fullName} ({name}, {address}) belegt {used}.

Status: {level}
Warnschwelle: {warn}
Versand gesperrt ab: {soft}
Empfang gesperrt ab: {hard}`,
    },
  },
};

/** @param language BCP 47; English if there is no table for it */
export function noticeTextsIn(language: string): NoticeTexts {
  return /^de(-|$)/i.test(language) ? german : english;
}
