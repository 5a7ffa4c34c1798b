/** The public functions of mail/ that read text from outside; scenarios/hostile/linear-time.test.ts measures them. */
import * as addressList from '../../../src/mail/address-list.js';
import * as address from '../../../src/mail/address.js';
import * as authenticationResults from '../../../src/mail/authentication-results.js';
import * as authenticationWords from '../../../src/mail/authentication-words.js';
import * as comments from '../../../src/mail/comments-and-quotes.js';
import * as cleanText from '../../../src/mail/clean-text.js';
import * as contentType from '../../../src/mail/content-type.js';
import * as decodeText from '../../../src/mail/decode-text.js';
import * as derivedId from '../../../src/mail/derived-id.js';
import * as editHeader from '../../../src/mail/edit-header.js';
import * as encodedWords from '../../../src/mail/encoded-words.js';
import * as envelopePath from '../../../src/mail/envelope-path.js';
import * as escapeHtml from '../../../src/mail/escape-html.js';
import * as calendarParts from '../../../src/mail/find-calendar-parts.js';
import * as headerSection from '../../../src/mail/header-section.js';
import * as instants from '../../../src/mail/instant.js';
import * as judgeResults from '../../../src/mail/judge-results.js';
import * as languageFields from '../../../src/mail/language-fields.js';
import * as messageDigest from '../../../src/mail/message-digest.js';
import * as messageIds from '../../../src/mail/message-ids.js';
import * as messageQuery from '../../../src/mail/message-query.js';
import * as multiparts from '../../../src/mail/multipart.js';
import * as organizationalDomain from '../../../src/mail/organizational-domain.js';
import * as provenAuthors from '../../../src/mail/proven-authors.js';
import * as rawHeader from '../../../src/mail/raw-header.js';
import * as readAddressees from '../../../src/mail/read-addressees.js';
import * as readAuthors from '../../../src/mail/read-authors.js';
import * as readForPeople from '../../../src/mail/read-for-people.js';
import * as readSummary from '../../../src/mail/read-summary.js';
import * as readingBudget from '../../../src/mail/reading-budget.js';
import * as receivedField from '../../../src/mail/received-field.js';
import * as reply from '../../../src/mail/reply.js';
import * as strictMailboxes from '../../../src/mail/strict-mailboxes.js';
import * as submissionProof from '../../../src/mail/submission-proof.js';
import * as submittedText from '../../../src/mail/submitted-text.js';
import * as toCrlf from '../../../src/mail/to-crlf.js';
import * as traceFields from '../../../src/mail/trace-fields.js';
import * as trustedTrace from '../../../src/mail/trusted-trace.js';
import * as withoutLinks from '../../../src/mail/without-links.js';
import * as writeMailbox from '../../../src/mail/write-mailbox.js';
import {
  file,
  noText,
  sender,
  mailbox,
  bytesOf,
  headerOf,
  fields,
  rawOf,
  calendarMail,
  multipart,
  place,
} from '../../support/text-reader.js';

const limits = calendarParts.defaultCalendarPartLimits;
const now = instants.instant(0);
const trust = {
  authservIds: ['mx.example'],
  relayHosts: [],
  isRelayIp: () => true,
  isPeerOurs: () => true,
  submissionSecrets: [bytesOf('k')],
};
/** Words that occur in the text, and one that does not. */
const query = (text: string): messageQuery.MessageQuery => {
  const words = messageQuery.cleanedWords([text.slice(0, 100), text.slice(0, 10)]);
  return { anywhere: words, from: words, to: words, subject: words, text: [...words, `${words[0] ?? ''}zz`] };
};

export const mailReaders = [
  file('mail/address-list', addressList, {
    parseAddressList: (text) => addressList.parseAddressList(text),
    parseAddressLists: (text) => addressList.parseAddressLists(text.split('\n')),
  }),
  file('mail/address', address, {
    parseAddress: (text) => [
      address.parseAddress(text),
      address.parseAddress(`${text}@b.example`),
      address.parseAddress(`a@${text}`),
      address.parseAddress(`"${text}"@b.example`),
    ],
    normalizeDomain: (text) => address.normalizeDomain(text),
    formatAddress: (text) => address.formatAddress(mailbox(text)),
    addressKey: (text) => address.addressKey(mailbox(text)),
    sameAddress: (text) => address.sameAddress(mailbox(text), mailbox(text)),
  }),
  file('mail/authentication-results', authenticationResults, {
    parseAuthenticationResults: (text) => [
      authenticationResults.parseAuthenticationResults(text),
      authenticationResults.parseAuthenticationResults(`mx.example; ${text}`),
    ],
  }),
  file('mail/authentication-words', authenticationWords, {
    splitResults: (text) => authenticationWords.splitResults(text),
    firstWordOf: (text) => authenticationWords.firstWordOf(text),
  }),
  file('mail/clean-text', cleanText, { cleanText: (text) => cleanText.cleanText(text, 1000) }),
  file('mail/comments-and-quotes', comments, {
    commentEnd: (text) => comments.commentEnd(`(${text}`, 0),
    quotedStringEnd: (text) => comments.quotedStringEnd(`"${text}`, 0),
    unquoted: (text) => comments.unquoted(`"${text}"`),
    createLexer: (text) =>
      ['', ';=', '<>,;:[]\\^-'].map((specials) => [...comments.createLexer(specials)(text)].length),
    withoutComments: (text) => comments.withoutComments(text),
  }),
  file('mail/content-type', contentType, {
    parseParameters: (text) => [
      contentType.parseParameters(text),
      contentType.parseParameters(`text/calendar; name=${text}`),
    ],
  }),
  file('mail/decode-text', decodeText, {
    decodeTransferEncoding: (text) =>
      ['base64', 'quoted-printable', text].map((encoding) =>
        decodeText.decodeTransferEncoding(bytesOf(text), encoding),
      ),
    decodeQuotedPrintable: (text) => decodeText.decodeQuotedPrintable(bytesOf(text), new Uint32Array(text.length * 4)),
    decodeCharset: (text) =>
      ['utf-8', 'utf-16', 'iso-2022-jp', 'gb18030', text].map((label) =>
        decodeText.decodeCharset(bytesOf(text), label),
      ),
  }),
  file('mail/derived-id', derivedId, { derivedId: (text) => derivedId.derivedId(text) }),
  file('mail/edit-header', editHeader, {
    editHeader: (text) => {
      const header = rawOf(text);
      const remove = new Set(['to', 'x']);
      return header && editHeader.editHeader(header, { remove, values: new Map(), after: new Map(), append: [text] });
    },
  }),
  file('mail/encoded-words', encodedWords, {
    decodeEncodedWords: (text) => encodedWords.decodeEncodedWords(text),
    encodeLookalikes: (text) => encodedWords.encodeLookalikes(`=?${text}`),
  }),
  file('mail/envelope-path', envelopePath, {
    parseEnvelopePath: (text) =>
      [text, `<${text}`, `<${text}>`, `<a@b.example> ${text}`, `<@${text}:a@b.example>`].map((path) =>
        envelopePath.parseEnvelopePath(`FROM:${path}`, 'FROM', 'b.example'),
      ),
  }),
  file('mail/escape-html', escapeHtml, { escapeHtml: (text) => escapeHtml.escapeHtml(text) }),
  file('mail/find-calendar-parts', calendarParts, {
    headerAllowsCalendar: (text) =>
      calendarParts.headerAllowsCalendar(fields(text, 'Content-Type', 'Content-Disposition')),
    mayHoldCalendar: (text) => calendarParts.mayHoldCalendar(headerOf(multipart('').toString()), bytesOf(text)),
    namesCalendar: (text) => calendarParts.namesCalendar(bytesOf(text)),
    findCalendarParts: (text) => [
      calendarParts.findCalendarParts(multipart(text), limits),
      calendarParts.findCalendarParts(calendarMail(text, 'base64'), limits),
    ],
    locateCalendarParts: (text) => [
      calendarParts.locateCalendarParts(multipart(text), limits),
      calendarParts.locateCalendarParts(bytesOf(`Content-Type: multipart/mixed; boundary="${text}"\r\n\r\n`), limits),
    ],
    isCostlyToRead: (text) => calendarParts.isCostlyToRead(multipart(text), limits),
    decodePlace: (text) => {
      const bytes = bytesOf(text);
      return ['base64', 'quoted-printable'].map((encoding) =>
        calendarParts.decodePlace(bytes, place(bytes, encoding), limits),
      );
    },
  }),
  file('mail/header-section', headerSection, {
    readHeaderSection: (text) => [headerOf(text), headerOf(`X: ${text}`)],
    firstField: (text) => headerSection.firstField(headerOf(text), 'subject'),
    oncePerHeader: noText,
    allFields: (text) => headerSection.allFields(headerOf(text), 'to'),
  }),
  file('mail/instant', instants, {
    instant: noText,
    addMilliseconds: noText,
    formatInstant: noText,
    wholeSecond: noText,
    formatMailDate: noText,
    parseInstant: (text) => instants.parseInstant(text),
  }),
  file('mail/judge-results', judgeResults, {
    judgeResults: (text) => {
      const value = `mx.example; dkim=pass header.d=${text}; dkim=fail header.d=${text}; ${text}`;
      const read = authenticationResults.parseAuthenticationResults(value);
      return judgeResults.judgeResults(read === null ? [] : [read]).isProven(mailbox(text));
    },
  }),
  file('mail/language-fields', languageFields, {
    languagesOf: (text) => languageFields.languagesOf(fields(text, 'Content-Language', 'Accept-Language')),
  }),
  file('mail/message-digest', messageDigest, {
    startMessageDigest: (text) => {
      const digest = messageDigest.startMessageDigest();
      digest.update(bytesOf(`Return-Path: ${text}`));
      digest.update(bytesOf(text));
      return digest.hex();
    },
  }),
  file('mail/message-ids', messageIds, {
    readMessageId: (text) => messageIds.readMessageId(fields(text, 'Message-ID')),
    threadFields: (text) => messageIds.threadFields(fields(text, 'Message-ID', 'References', 'In-Reply-To')),
  }),
  file('mail/multipart', multiparts, {
    findDelimiterLines: (text) => multiparts.findDelimiterLines(bytesOf(text)),
    splitMultipart: (text) => {
      const bytes = bytesOf(text);
      const lines = multiparts.findDelimiterLines(bytes);
      const body = { start: 0, end: bytes.length };
      return ['b', text].map((boundary) => multiparts.splitMultipart(bytes, body, boundary, lines, 200));
    },
  }),
  file('mail/organizational-domain', organizationalDomain, {
    organizationalDomain: (text) => organizationalDomain.organizationalDomain(text),
    areAligned: (text) => organizationalDomain.areAligned(text, `x.${text}`),
  }),
  file('mail/proven-authors', provenAuthors, {
    proveAuthors: (text) => {
      const header = fields(text, 'From', 'Sender', 'Reply-To', 'Received', 'Authentication-Results', 'Message-ID');
      return [
        provenAuthors.proveAuthors(header, '192.0.2.1', trust, [text]),
        provenAuthors.proveAuthors(headerOf(text), '192.0.2.1', trust, []),
      ];
    },
  }),
  file('mail/raw-header', rawHeader, {
    readRawHeader: (text) => rawOf(text),
    rawValue: (text) => {
      const header = rawOf(text);
      return header?.fields.map((field) => rawHeader.rawValue(header, field));
    },
  }),
  file('mail/read-addressees', readAddressees, {
    readAddressees: (text) => readAddressees.readAddressees(fields(text, 'To', 'Cc', 'Resent-To')),
  }),
  file('mail/read-authors', readAuthors, {
    readAuthors: (text) => readAuthors.readAuthors(fields(text, 'From', 'Sender', 'Reply-To')),
  }),
  file('mail/read-for-people', readForPeople, {
    readForPeople: (text) =>
      Promise.all([text, `To: ${text}`].map((each) => readForPeople.readForPeople(bytesOf(each)))),
  }),
  file('mail/message-query', messageQuery, {
    cleanedWords: (text) => [messageQuery.cleanedWords([text]), messageQuery.cleanedWords(text.split(' '))],
    matchesHeader: (text) => messageQuery.matchesHeader(query(text), fields(text, 'From', 'To', 'Cc', 'Subject')),
    matchesText: (text) => messageQuery.matchesText(query(text), `${text}b`),
  }),
  file('mail/read-summary', readSummary, {
    readSummary: (text) => readSummary.readSummary(fields(text, 'From', 'To', 'Subject', 'Date', 'Message-ID')),
  }),
  file('mail/reading-budget', readingBudget, {
    createReadingBudget: (text) => readingBudget.createReadingBudget(limits).take(bytesOf(text)),
  }),
  file('mail/received-field', receivedField, {
    readReceivedField: (text) =>
      [text, `from a (${text}`, `from ${text}`, `from a (b [1.2.3.4]) by ${text}`].map(receivedField.readReceivedField),
  }),
  file('mail/reply', reply, { isPositive: noText }),
  file('mail/strict-mailboxes', strictMailboxes, {
    parseStrictMailboxes: (text) =>
      [text, `"${text}" <a@b.example>`, `${text} <a@b.example>`].map(strictMailboxes.parseStrictMailboxes),
  }),
  file('mail/submission-proof', submissionProof, {
    submissionProof: (text) =>
      submissionProof.submissionProof(bytesOf('k'), {
        messageId: text,
        from: [mailbox(text)],
        calendarObjects: [text, ...text.split('\n')],
      }),
    verifySubmissionProof: (text) =>
      submissionProof.verifySubmissionProof(bytesOf('k'), { messageId: text, from: [], calendarObjects: [] }, text),
  }),
  file('mail/submitted-text', submittedText, {
    startSubmittedText: null,
    readSubmittedText: (text) => submittedText.readSubmittedText(submittedText.startSubmittedText(), bytesOf(text)),
  }),
  file('mail/to-crlf', toCrlf, {
    toCrlf: (text) => {
      const stream = toCrlf.toCrlf();
      return [stream.push(bytesOf(text)), stream.push(bytesOf(text)), stream.end()];
    },
  }),
  file('mail/trace-fields', traceFields, {
    traceFields: (text) =>
      traceFields.traceFields({
        reversePath: mailbox(text),
        deliveredTo: mailbox(text),
        forwardPath: mailbox(text),
        hostname: 'mx.example',
        peer: { helo: text, ip: text },
        receivedAt: now,
      }),
    handedOnFields: (text) =>
      traceFields.handedOnFields({
        deliveredTo: sender,
        forwardPath: mailbox(text),
        hostname: text,
        peer: null,
        receivedAt: now,
      }),
    submissionTrace: noText,
  }),
  file('mail/trusted-trace', trustedTrace, {
    readTrustedTrace: (text) => [
      trustedTrace.readTrustedTrace(fields(text, 'Received', 'Authentication-Results'), null, trust),
      trustedTrace.readTrustedTrace(headerOf(text), null, trust),
    ],
  }),
  file('mail/without-links', withoutLinks, { withoutLinks: (text) => withoutLinks.withoutLinks(text) }),
  file('mail/write-mailbox', writeMailbox, {
    writePhrase: (text) => writeMailbox.writePhrase(text),
    writeMailboxField: (text) => writeMailbox.writeMailboxField('From', { address: sender, displayName: text }),
  }),
];
