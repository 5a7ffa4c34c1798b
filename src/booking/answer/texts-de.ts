/** The answers' texts in German. */
import type { AnswerTexts } from './answer-texts.js';

export const germanTexts: AnswerTexts = {
  language: 'de',
  headline: {
    accept: (name) => `${name} hat Ihre Anfrage angenommen.`,
    delegate: (name) => `${name} wurde für Sie gebucht.`,
    decline: (name) => `${name} hat Ihre Anfrage abgelehnt.`,
    ask: (name) => `${name} ist für Sie vorgemerkt; Ihre Anfrage muss noch genehmigt werden.`,
    withdraw: (name) => `${name} steht für Ihren Termin nicht mehr zur Verfügung.`,
    withdrawDates: (name, count) =>
      count === 1
        ? `${name} steht für einen Termin Ihrer Serie nicht zur Verfügung.`
        : `${name} steht für ${count} Termine Ihrer Serie nicht zur Verfügung.`,
  },
  ofPerson: {
    accept: (name) => `Ihre Anfrage wurde für ${name} automatisch angenommen.`,
    decline: (name) => `Ihre Anfrage wurde für ${name} automatisch abgelehnt.`,
    conflict: 'Zu einer der gewünschten Zeiten besteht schon ein anderer Termin.',
  },
  reasons: {
    conflict: 'Zu einer der gewünschten Zeiten besteht schon eine Buchung.',
    'not-a-booker': 'Sie gehören nicht zu denen, die buchen dürfen.',
    recurring: 'Serientermine werden nicht angenommen, nur einzelne Termine.',
    'not-approved': 'Die Genehmigung wurde abgelehnt.',
    'approval-expired': 'Die Genehmigung wurde nicht rechtzeitig erteilt.',
    retired: 'Die Ressource wird außer Dienst gestellt und kann ab dann nicht mehr gebucht werden.',
    'outside-window': 'Der Termin oder ein Teil davon liegt zu weit in der Zukunft, um gebucht zu werden.',
    'outside-hours': 'Gebucht werden kann nur innerhalb der Betriebszeiten.',
    'too-short': 'Der Termin ist kürzer, als gebucht werden kann.',
    'too-long': 'Der Termin ist länger, als gebucht werden kann.',
    'takes-no-bookings': 'Zurzeit werden keine Buchungen angenommen.',
    'unknown-time-zone': 'Die Zeitzone der Anfrage ist hier nicht bekannt, die Zeiten stehen also nicht sicher fest.',
    'too-many-occurrences': 'Die Serie hat mehr Termine, als auf einmal gebucht werden können.',
    'too-costly': 'Die Wiederholungsregel der Serie ist zu aufwendig, um ausgewertet zu werden.',
    'bad-rule': 'Die Wiederholungsregel der Serie ist nicht verständlich.',
  },
  partly: (declined, all) =>
    declined === 1
      ? `1 von ${all} Terminen kann nicht gebucht werden und ist abgelehnt, die übrigen sind gebucht.`
      : `${declined} von ${all} Terminen können nicht gebucht werden und sind abgelehnt, die übrigen sind gebucht.`,
  approval: {
    pending: 'Sie bekommen die endgültige Antwort, sobald entschieden ist.',
    subject: 'Genehmigung erbeten',
    question: (name) => `Darf ${name} für diesen Termin gebucht werden?`,
    howToAnswer:
      'Nehmen Sie diese Anfrage in Ihrem Kalender an oder lehnen Sie sie ab: Ihre Antwort geht an die Ressource, die sie weitergibt. Die erste Antwort gilt.',
    settled: (name) => `Die Frage zu ${name} ist entschieden, eine Antwort ist nicht mehr nötig.`,
  },
  labels: {
    organizer: 'Anfrage von',
    meeting: 'Termin',
    when: 'Zeit',
    first: 'Erster Termin',
    series: 'Serie',
    location: 'Ort',
    taken: 'Schon belegt',
    freeSlots: 'Die nächsten freien Zeiten',
    freeForSeries: 'An allen Terminen der Serie frei, der erste',
    alsoFree: 'Zur gewünschten Zeit noch frei',
    beyondWindow: 'Abgelehnt, zu weit in der Zukunft',
    declined: 'Abgelehnt',
  },
  heldBy: (holders) => `gebucht von ${holders}`,
  untitled: '(ohne Betreff)',
  allDay: 'ganztägig',
  occurrences: (count, last) => (count === 1 ? '1 Termin' : `${count} Termine, der letzte: ${last}`),
  endless: 'ohne Ende',
  endlessUntil: (last) => `ohne Ende; gebucht, soweit es heute möglich ist, der letzte: ${last}`,
  more: (count) => (count === 1 ? 'und 1 weiterer Termin' : `und ${count} weitere Termine`),
  footer: 'Diese Antwort wurde automatisch erstellt.',
  mailFooter: 'Diese Mail wurde automatisch erstellt.',
};
