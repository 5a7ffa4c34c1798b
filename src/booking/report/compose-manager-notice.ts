/**
 * The message to the managers of a resource about one that it could not decide: why, what it is about, how to decide, with
 * the original attached. Made as a draft; delivery/planning/write-plan.ts attaches the original.
 */
import { addressKey, type Address, type Mailbox } from '../../mail/address.js';
import { cleanText } from '../../mail/clean-text.js';
import type { MessageDraft } from '../../mail/draft.js';
import type { DecisionRecord } from '../decision-record.js';
import type { MessageContent } from '../answer/message-content.js';
import { renderHtml } from '../answer/render-html.js';
import { renderText } from '../answer/render-text.js';
import { footerOf, nameOf, type FooterSource } from '../answer/resource-name.js';
import { textsIn } from '../answer/answer-language.js';

import { unasked } from '../answer/unasked.js';
import { isDecidable, isUnproven } from '../left-to-person.js';
import { handCommand, listCommand, plainReference, type HandVerb } from './hand-commands.js';
import { managerTextsIn, type ManagerTexts } from './manager-texts.js';

const MAX_TEXT_CHARACTERS = 200;

export interface ManagerNotice {
  readonly to: readonly Address[];
  readonly resource: Mailbox;
  readonly language: string;
  /** What the footer names: the resource or its pool, the organisation, the contact. */
  readonly request: FooterSource;
  readonly subject: string;
  readonly authors: readonly Address[];
  readonly record: DecisionRecord;
  /** Name of the account, for commands. */
  readonly accountName: string;
  /** The original is small enough to be attached whole. */
  readonly isWhole: boolean;
}

export function composeManagerNotice(notice: ManagerNotice): MessageDraft {
  const { resource, authors, record, isWhole } = notice;
  const texts = managerTextsIn(notice.language);
  const name = nameOf(resource);
  const subject = cleanText(notice.subject, MAX_TEXT_CHARACTERS) || texts.untitled;
  const { labels } = texts;
  return draftOf(notice, texts.subject(name, subject), {
    language: texts.language,
    tone: 'open',
    headline: texts.headline(name),
    reason: null,
    facts: [
      { label: labels.from, lines: authors.map(addressKey) },
      { label: labels.meeting, lines: [subject] },
      { label: labels.reason, lines: [record.explanation] },
      { label: labels.next, lines: nextSteps(notice, texts) },
    ],
    note: isWhole ? texts.attached : texts.attachedHeader,
    footer: footerFor(notice),
  });
}

/** A message that nobody can accept with a command is answered by the person. */
function nextSteps({ accountName, record }: ManagerNotice, texts: ManagerTexts): readonly string[] {
  const reference = plainReference(record.uid);
  const lines = (command: (verb: HandVerb, ...options: string[]) => string): readonly string[] => {
    if (isUnproven(record)) return [...texts.unproven, command('accept', '--yes'), command('decline', '--silent')];
    return isDecidable(record)
      ? [...texts.decide, command('accept'), command('decline')]
      : [...texts.reply, command('decline', '--silent')];
  };
  return [
    ...lines((verb, ...options) => handCommand(verb, accountName, reference ?? texts.number, ...options)),
    ...(reference === null ? [texts.findNumber(listCommand(accountName))] : []),
    texts.noAnswer,
  ];
}

/** Sent once a day when there are too many. */
export function composeManagerDigest(
  notice: Pick<ManagerNotice, 'to' | 'resource' | 'language' | 'request'>,
  most: number,
): MessageDraft {
  const texts = managerTextsIn(notice.language);
  const name = nameOf(notice.resource);
  return draftOf(notice, texts.digestSubject(name), {
    language: texts.language,
    tone: 'open',
    headline: texts.digest(name, most),
    reason: null,
    facts: [],
    note: '',
    footer: footerFor(notice),
  });
}

const footerFor = ({ request, language }: Pick<ManagerNotice, 'request' | 'language'>): readonly string[] =>
  footerOf(request, { isReply: false, isBooked: false }, textsIn(language));

function draftOf(
  { to, resource }: Pick<ManagerNotice, 'to' | 'resource'>,
  subject: string,
  content: MessageContent,
): MessageDraft {
  return {
    // Failures to deliver a notice are nobody's to read.
    reversePath: null,
    from: resource,
    to: to.map((address) => ({ address, displayName: null })),
    cc: [],
    subject,
    text: renderText(content),
    html: renderHtml(content),
    calendar: null,
    ...unasked,
  };
}
