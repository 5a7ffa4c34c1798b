/**
 * The message to the owner of a group about members whom a message to the group did not reach, one table a language.
 * Path: tell-owner.ts.
 */
export interface OwnerTexts {
  /** @param subject of the message to the group */
  readonly subject: (group: string, subject: string) => string;
  readonly headline: (group: string, members: number) => string;
  readonly labels: {
    readonly subject: string;
    readonly from: string;
    readonly sender: string;
    readonly messageId: string;
  };
  readonly more: (members: number) => string;
  readonly others: string;
  readonly next: string;
}

const english: OwnerTexts = {
  subject: (group, subject) => `Group ${group}: not delivered to all members: ${subject || '(no subject)'}`,
  headline: (group, members) =>
    members === 1
      ? `A message to the group ${group} could not be delivered to one member:`
      : `A message to the group ${group} could not be delivered to ${members} members:`,
  labels: { subject: 'Subject', from: 'From', sender: 'Envelope sender', messageId: 'Message-ID' },
  more: (members) => `and ${members} more`,
  others: 'The other members have received it. The sender has not been notified.',
  next: 'You receive this message because you own the group. An administrator can correct the accounts of these members or remove them from the group.',
};

const german: OwnerTexts = {
  subject: (group, subject) => `Gruppe ${group}: nicht allen Mitgliedern zugestellt: ${subject || '(ohne Betreff)'}`,
  headline: (group, members) =>
    members === 1
      ? `Eine Nachricht an die Gruppe ${group} konnte einem Mitglied nicht zugestellt werden:`
      : `Eine Nachricht an die Gruppe ${group} konnte ${members} Mitgliedern nicht zugestellt werden:`,
  labels: { subject: 'Betreff', from: 'Von', sender: 'Absender im Umschlag', messageId: 'Message-ID' },
  more: (members) => (members === 1 ? 'und 1 weiteres Mitglied' : `und ${members} weitere Mitglieder`),
  others: 'Die übrigen Mitglieder haben die Nachricht erhalten. Der Absender wurde nicht benachrichtigt.',
  next: 'Sie erhalten diese Nachricht, weil Sie für die Gruppe verantwortlich sind. Die Administration kann die Konten dieser Mitglieder prüfen oder sie aus der Gruppe entfernen.',
};

/** @param language BCP 47; English if there is no table for it */
export function ownerTextsIn(language: string): OwnerTexts {
  return /^de\b/i.test(language) ? german : english;
}
