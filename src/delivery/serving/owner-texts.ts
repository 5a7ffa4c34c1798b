/**
 * What a group's owner is told about members who did not get a mail, one table a language.
 */
export interface OwnerTexts {
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
  subject: (group, subject) => `Group ${group}: not everybody received: ${subject}`,
  headline: (group, members) =>
    members === 1
      ? `A mail to the group ${group} did not reach one of its members:`
      : `A mail to the group ${group} did not reach ${members} of its members:`,
  labels: { subject: 'Subject', from: 'From', sender: 'Sent by', messageId: 'Message-ID' },
  more: (members) => `and ${members} more`,
  others: 'The other members have received it. Its sender was not told.',
  next: 'You get this mail because you own the group. An administrator can help these members, or take them out of it.',
};

const german: OwnerTexts = {
  subject: (group, subject) => `Gruppe ${group}: nicht alle erreicht: ${subject}`,
  headline: (group, members) =>
    members === 1
      ? `Eine Nachricht an die Gruppe ${group} hat ein Mitglied nicht erreicht:`
      : `Eine Nachricht an die Gruppe ${group} hat ${members} Mitglieder nicht erreicht:`,
  labels: { subject: 'Betreff', from: 'Von', sender: 'Gesendet von', messageId: 'Message-ID' },
  more: (members) => `und ${members} weitere`,
  others: 'Die übrigen Mitglieder haben sie erhalten. Ihr Absender wurde nicht benachrichtigt.',
  next: 'Sie erhalten diese Nachricht, weil Ihnen die Gruppe gehört. Die Administration kann diesen Mitgliedern helfen oder sie aus der Gruppe nehmen.',
};

/** @param language BCP 47; what is not there is English */
export function ownerTextsIn(language: string): OwnerTexts {
  return /^de\b/i.test(language) ? german : english;
}
