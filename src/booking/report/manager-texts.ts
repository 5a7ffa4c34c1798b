/**
 * What the managers of a resource are told about a message that it could not decide, one table a language.
 */
export interface ManagerTexts {
  /** BCP 47 */
  readonly language: string;
  /** @param name the resource's; @param subject the message's */
  readonly subject: (name: string, subject: string) => string;
  readonly headline: (name: string) => string;
  readonly labels: Readonly<Record<'from' | 'meeting' | 'reason' | 'next', string>>;
  /** What stands before the commands that accept and decline. */
  readonly decide: readonly string[];
  /** The same where the author is not proven; the commands accept, and settle without an answer. */
  readonly unproven: readonly string[];
  /** Before the command that settles a message without an answer. */
  readonly reply: readonly string[];
  /** In a command in place of the number. */
  readonly number: string;
  readonly findNumber: (command: string) => string;
  readonly noAnswer: string;
  readonly attached: string;
  readonly attachedHeader: string;
  readonly untitled: string;
  readonly digestSubject: (name: string) => string;
  readonly digest: (name: string, most: number) => string;
}

const english: ManagerTexts = {
  language: 'en',
  subject: (name, subject) => `Decision needed for ${name}: ${subject}`,
  headline: (name) => `${name} received a message that it cannot decide automatically.`,
  labels: { from: 'From', meeting: 'Meeting', reason: 'Reason', next: 'What to do' },
  decide: ['Read the attached message. An administrator of the server decides with one of these commands:'],
  unproven: [
    'Nothing proves that the organizer wrote the message. Ask the organizer before you accept it. An administrator of the server decides with one of these commands:',
  ],
  reply: [
    'Read the attached message and reply to its author. An administrator of the server then marks it as settled with this command:',
  ],
  number: 'NUMBER',
  findNumber: (command) => `This command shows the number of the message: ${command}`,
  noAnswer: 'No answer was sent automatically.',
  attached: 'The original message is attached.',
  attachedHeader: 'The original message is large. Only its header section is attached.',
  untitled: '(no subject)',
  digestSubject: (name) => `More decisions needed for ${name}`,
  digest: (name, most) =>
    `${name} received more than ${most} messages in a day that it cannot decide automatically. You are not notified of further messages today. They are in its Inbox.`,
};

const german: ManagerTexts = {
  language: 'de',
  subject: (name, subject) => `Entscheidung nötig für ${name}: ${subject}`,
  headline: (name) => `${name} hat eine Nachricht erhalten, über die nicht automatisch entschieden werden kann.`,
  labels: { from: 'Von', meeting: 'Termin', reason: 'Grund', next: 'Was zu tun ist' },
  decide: [
    'Lesen Sie die angehängte Nachricht. Entschieden wird mit einem dieser Befehle, die auf dem Server ausgeführt werden:',
  ],
  unproven: [
    'Es ist nicht nachgewiesen, dass die Nachricht vom Organisator stammt. Fragen Sie dort nach, bevor Sie zusagen. Entschieden wird mit einem dieser Befehle, die auf dem Server ausgeführt werden:',
  ],
  reply: [
    'Lesen Sie die angehängte Nachricht und antworten Sie dem Absender. Als erledigt wird sie danach mit diesem Befehl gekennzeichnet, der auf dem Server ausgeführt wird:',
  ],
  number: 'NUMMER',
  findNumber: (command) => `Die Nummer der Nachricht zeigt dieser Befehl: ${command}`,
  noAnswer: 'Automatisch wurde nichts beantwortet.',
  attached: 'Die ursprüngliche Nachricht ist angehängt.',
  attachedHeader: 'Die ursprüngliche Nachricht ist groß. Nur ihr Kopf ist angehängt.',
  untitled: '(ohne Betreff)',
  digestSubject: (name) => `Weitere Entscheidungen nötig für ${name}`,
  digest: (name, most) =>
    `${name} hat an einem Tag mehr als ${most} Nachrichten erhalten, über die nicht automatisch entschieden werden kann. Über weitere werden Sie heute nicht benachrichtigt. Sie liegen im Posteingang des Kontos.`,
};

/** @param language BCP 47; its first subtag counts. Without a table: English. */
export function managerTextsIn(language: string): ManagerTexts {
  return language.toLowerCase().split('-')[0] === german.language ? german : english;
}
