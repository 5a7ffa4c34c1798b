/** The public functions of out-of-office/ that read text from outside; scenarios/hostile/linear-time.test.ts measures them. */
import * as escapeHtml from '../../../src/mail/escape-html.js';
import * as instants from '../../../src/mail/instant.js';
import * as messageIds from '../../../src/mail/message-ids.js';
import * as answerText from '../../../src/out-of-office/answer-text.js';
import * as changeSetting from '../../../src/out-of-office/change-setting.js';
import * as composeVacation from '../../../src/out-of-office/compose-vacation.js';
import * as accountRules from '../../../src/out-of-office/account-rules.js';
import * as messageRules from '../../../src/out-of-office/message-rules.js';
import * as messageTraits from '../../../src/out-of-office/message-traits.js';
import * as namePattern from '../../../src/out-of-office/name-pattern.js';
import * as outOfOffice from '../../../src/out-of-office/out-of-office.js';
import * as plainTextOf from '../../../src/out-of-office/plain-text-of.js';
import * as senderKey from '../../../src/out-of-office/sender-key.js';
import * as standardTexts from '../../../src/out-of-office/standard-texts.js';
import * as vacationRule from '../../../src/out-of-office/vacation-rule.js';
import { configSchema } from '../../../src/settings/config-schema.js';
import { file, noText, sender, mailbox, fields } from '../../support/text-reader.js';

const now = instants.instant(0);
const away = { ...outOfOffice.neverAway, state: 'on' as const, text: 'Away until {until}.' };
const { neverAnswer } = configSchema.shape.oof.parse({});
const variables = { subject: '<>&', sender: 'a@b.example', until: '', name: 'A' };

export const vacationReaders = [
  file('out-of-office/answer-text', answerText, {
    answerText: noText,
    fillIn: (text) => [
      answerText.fillIn(text, variables, escapeHtml.escapeHtml),
      answerText.fillIn('{subject} {name}', { ...variables, subject: text }),
    ],
    unknownVariables: (text) => answerText.unknownVariables(text),
  }),
  file('out-of-office/change-setting', changeSetting, {
    changeSetting: (text) => changeSetting.changeSetting(null, { text, html: text, outsideText: text }, now),
  }),
  file('out-of-office/compose-vacation', composeVacation, {
    composeVacation: (text) =>
      composeVacation.composeVacation(
        away,
        { text, html: text },
        { mailbox: { address: sender, displayName: text }, timeZone: 'Europe/Berlin', language: 'en' },
        { reversePath: mailbox(text), header: fields(text, 'Subject', 'Message-ID', 'References') },
      ),
  }),
  file('out-of-office/account-rules', accountRules, { answeredUntil: noText }),
  file('out-of-office/message-rules', messageRules, {}),
  file('out-of-office/message-traits', messageTraits, {
    readMessageTraits: (text) =>
      messageTraits.readMessageTraits(fields(text, 'To', 'Auto-Submitted', 'Precedence', 'X-Auto-Response-Suppress')),
  }),
  file('out-of-office/name-pattern', namePattern, {
    matchesPattern: (text) => [namePattern.matchesPattern(text, '*a*b*c*'), namePattern.matchesPattern('abc', text)],
  }),
  file('out-of-office/out-of-office', outOfOffice, { isInEffect: noText }),
  file('out-of-office/plain-text-of', plainTextOf, { plainTextOf: (text) => plainTextOf.plainTextOf(text) }),
  file('out-of-office/sender-key', senderKey, {
    plainSender: (text) => ['', 'srs0=', 'prvs=', 'btv1=='].map((tag) => senderKey.plainSender(mailbox(tag + text))),
    senderKey: (text) => senderKey.senderKey(mailbox(text)),
  }),
  file('out-of-office/standard-texts', standardTexts, { standardTexts: (text) => standardTexts.standardTexts(text) }),
  file('out-of-office/vacation-rule', vacationRule, { firstRefusal: noText }),
];

/** What is done with one message for all its recipients, who are away and whom it does not name: the more, the larger it is. */
export function askManyRecipients(text: string): void {
  const header = fields(
    text,
    ...['To', 'Cc', 'Subject', 'Auto-Submitted', 'Precedence', 'X-Auto-Response-Suppress', 'Content-Type', 'X-Any'],
  );
  for (let recipient = 0; recipient < text.length / 64; recipient++) {
    const ownAddresses = [mailbox(`user${recipient}`)];
    const question = { setting: away, now, reversePath: sender, header, ownAddresses, isJunk: false, neverAnswer };
    for (const { refuses } of messageRules.mailRules) refuses({ ...question, answerGroupMail: false });
    messageIds.readMessageId(header);
  }
}
