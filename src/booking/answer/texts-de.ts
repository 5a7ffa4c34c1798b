/** The texts of booking messages in German. */
import type { AnswerTexts, ReasonFacts, ResourceNoun } from './answer-texts.js';

const nouns: Readonly<Record<ResourceNoun, string>> = {
  room: 'Der Raum',
  equipment: 'Die Ressource',
  person: 'Der Kalender',
};

const bookable: Readonly<Record<ResourceNoun, string>> = {
  room: 'diesen Raum',
  equipment: 'diese Ressource',
  person: 'diesen Kalender',
};

const conflict = ({ noun, asked, unavailable }: ReasonFacts): string => {
  if (noun === 'person') {
    return asked === 1
      ? 'Zur gewünschten Zeit besteht bereits ein anderer Termin.'
      : `Zur Zeit von ${unavailable} der ${asked} gewünschten Termine bestehen bereits andere Termine.`;
  }
  if (asked === 1) return `${nouns[noun]} ist zur gewünschten Zeit nicht verfügbar.`;
  return unavailable === asked
    ? `${nouns[noun]} ist für keinen der ${asked} gewünschten Termine verfügbar.`
    : `${nouns[noun]} ist für ${unavailable} der ${asked} gewünschten Termine nicht verfügbar.`;
};

export const germanTexts: AnswerTexts = {
  language: 'de',
  headline: {
    accept: (name) => `${name} hat Ihre Anfrage angenommen.`,
    delegate: (name) => `${name} wurde für Sie gebucht.`,
    decline: (name) => `${name} hat Ihre Anfrage abgelehnt.`,
    ask: (name) => `Ihre Anfrage für ${name} muss noch genehmigt werden.`,
    withdraw: (name, count) =>
      `${name} steht für ${count === 1 ? 'Ihren Termin' : 'Ihre Serie'} nicht mehr zur Verfügung.`,
    withdrawDates: (name, count) =>
      count === 1
        ? `${name} steht für einen Termin Ihrer Serie nicht mehr zur Verfügung.`
        : `${name} steht für ${count} Termine Ihrer Serie nicht mehr zur Verfügung.`,
  },
  ofPerson: {
    accept: (name) => `Ihre Anfrage an ${name} wurde automatisch angenommen.`,
    decline: (name) => `Ihre Anfrage an ${name} wurde automatisch abgelehnt.`,
  },
  reasons: {
    conflict,
    'not-a-booker': ({ noun }) => `Sie sind nicht berechtigt, ${bookable[noun]} zu buchen.`,
    recurring: ({ noun }) => `${nouns[noun]} kann nicht für Serien gebucht werden. Bitte buchen Sie einzelne Termine.`,
    'not-approved': () => 'Die Anfrage wurde nicht genehmigt.',
    'approval-expired': () => 'Die Anfrage wurde nicht rechtzeitig genehmigt.',
    retired: ({ noun, until }) =>
      `${nouns[noun]} wird außer Betrieb genommen und kann nur noch bis zum ${until} gebucht werden.`,
    'outside-window': ({ isSeries, until }) =>
      isSeries
        ? `Die Serie reicht weiter in die Zukunft, als Buchungen möglich sind (bis ${until}).`
        : `Der Termin liegt weiter in der Zukunft, als Buchungen möglich sind (bis ${until}).`,
    'outside-hours': ({ noun, hours }) =>
      hours.length === 0
        ? `${nouns[noun]} kann zur gewünschten Tageszeit nicht gebucht werden.`
        : `${nouns[noun]} kann nur zu diesen Zeiten gebucht werden: ${hours.join(', ')} (Ortszeit).`,
    'too-short': ({ minimum }) => `Der Termin ist zu kurz. Die Mindestdauer beträgt ${minimum}.`,
    'too-long': ({ maximum }) => `Der Termin ist zu lang. Die Höchstdauer beträgt ${maximum}.`,
    'takes-no-bookings': ({ noun }) => `${nouns[noun]} kann zurzeit nicht gebucht werden.`,
    'by-person': ({ noun }) => `Die Verantwortlichen für ${bookable[noun]} haben die Anfrage abgelehnt.`,
    'unknown-time-zone': () =>
      'Die Anfrage verwendet eine unbekannte Zeitzone, daher steht die Zeit des Termins nicht sicher fest.',
    'too-many-occurrences': ({ maxMeetings }) =>
      `Die Serie hat zu viele Termine. Auf einmal können höchstens ${maxMeetings} gebucht werden.`,
    'too-costly': () => 'Die Wiederholungsregel der Serie ist zu komplex.',
    'bad-rule': () => 'Die Wiederholungsregel der Serie ist ungültig.',
  },
  heldByOther: ({ noun }, holder) =>
    `${nouns[noun]} ist für diesen Termin bereits gebucht, und zwar ${holder === null ? 'von einer anderen Person' : `von ${holder}`}. Bitten Sie ${holder ?? 'diese Person'}, die Buchung abzusagen, und senden Sie Ihre Einladung dann erneut.`,
  tooNear: (facts) => `${conflict(facts)} Der Mindestabstand zwischen zwei Buchungen beträgt ${facts.buffer}.`,
  poolConflict: ({ noun, asked, unavailable }) => {
    const nothing = noun === 'room' ? 'kein Raum' : 'keine Ressource';
    return asked > 1
      ? `Für ${unavailable === asked ? 'die' : `${unavailable} der`} ${asked} gewünschten Termine ist ${nothing} verfügbar.`
      : `Zur gewünschten Zeit ist ${nothing} verfügbar.`;
  },
  partly: (declined, all) =>
    declined === 1
      ? `1 von ${all} Terminen konnte nicht gebucht werden und ist abgelehnt. Die übrigen sind gebucht.`
      : `${declined} von ${all} Terminen konnten nicht gebucht werden und sind abgelehnt. Die übrigen sind gebucht.`,
  approval: {
    pending: 'Die Zeit ist bis zur Entscheidung reserviert. Danach erhalten Sie die endgültige Antwort.',
    subject: (name, summary) => `Genehmigung erbeten: ${name}, ${summary}`,
    question: (name) => `Genehmigen Sie diese Buchung von ${name}?`,
    howToAnswer:
      'Bitte nehmen Sie die Anfrage in Ihrem Kalender an oder lehnen Sie sie dort ab. Die erste Antwort entscheidet.',
    exception: (reason) => `Diese Buchung braucht eine Ausnahme: ${reason}`,
    settledSubject: (name, summary) => `Genehmigung nicht mehr nötig: ${name}, ${summary}`,
    settled: (name) => `Die Anfrage für ${name} braucht Ihre Genehmigung nicht mehr.`,
    approvedBy: (approver) => `${approver} hat sie genehmigt.`,
    declinedBy: (approver) => `${approver} hat sie abgelehnt.`,
    expired: 'Niemand hat rechtzeitig geantwortet, deshalb wurde sie abgelehnt.',
    withdrawn: 'Der Termin wurde geändert oder abgesagt.',
    retired: 'Die Ressource wird außer Betrieb genommen.',
  },
  labels: {
    organizer: 'Organisiert von',
    meeting: 'Termin',
    when: 'Zeit',
    first: 'Erster Termin',
    series: 'Serie',
    location: 'Ort',
    taken: 'Bereits belegt',
    freeSlots: 'Nächste freie Zeiten',
    freeForSeries: 'Für die ganze Serie frei, beginnend',
    alsoFree: 'Zur gewünschten Zeit ebenfalls frei',
    unavailable: 'Nicht verfügbar',
    beyondWindow: 'Zu weit in der Zukunft',
    declined: 'Abgelehnt',
  },
  heldBy: (holders) => `gebucht von ${holders}`,
  untitled: '(ohne Betreff)',
  allDay: 'ganztägig',
  meetings: (count, last) => (count === 1 ? '1 Termin' : `${count} Termine, der letzte: ${last}`),
  endless: 'ohne Enddatum',
  endlessUntil: (last) => `ohne Enddatum, vorerst gebucht bis ${last}`,
  more: (count) => (count === 1 ? 'und 1 weiterer' : `und ${count} weitere`),
  footer: {
    reply: (from) => `Dies ist eine automatische Antwort von ${from}.`,
    message: (from) => `Dies ist eine automatische Nachricht von ${from}.`,
    cancel: 'Um die Buchung zu stornieren, sagen Sie den Termin in Ihrem Kalender ab.',
    contact: (contact) => `Kontakt: ${contact}`,
  },
};
