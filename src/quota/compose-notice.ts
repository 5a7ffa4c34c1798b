/**
 * Composes a notice about the quota of a store: a template with its variables filled in. Pure.
 * Path: housekeeping/quota-monitor.ts.
 * Standards: RFC 3834 §5 (Auto-Submitted), RFC 2142 (postmaster).
 */
import { formatAddress, type Address, type Mailbox } from '../mail/address.js';
import type { MessageDraft } from '../mail/draft.js';
import { noticeTextsIn, type NoticeTemplate } from './notice-texts.js';
import { limitOf, type EffectiveQuota } from './quota-limits.js';
import type { QuotaNotice } from './quota-told.js';

/** The account whose store it is. */
export interface NoticeSubject {
  readonly name: string;
  readonly fullName: string;
  readonly primaryAddress: Address;
}

export interface NoticeFacts {
  readonly account: NoticeSubject;
  readonly notice: QuotaNotice;
  readonly usedBytes: number;
  readonly quota: EffectiveQuota;
}

/** Reads a template file: `Subject: ...`, an empty line, the text. null: the file has another form. */
export function readTemplate(content: string): NoticeTemplate | null {
  const [, subject = '', text = ''] = /^\uFEFF?Subject:([^\r\n]*)\r?\n\r?\n([^]*)$/i.exec(content) ?? [];
  return subject.trim() === '' || text.trim() === '' ? null : { subject: subject.trim(), text };
}

/** @param language of the recipient */
export function composeNotice(
  template: NoticeTemplate,
  facts: NoticeFacts,
  to: readonly Mailbox[],
  language: string,
): MessageDraft {
  const values = variablesOf(facts, language);
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole);
  const { domain } = facts.account.primaryAddress;
  return {
    reversePath: null,
    from: { address: { localPart: 'postmaster', domain }, displayName: noticeTextsIn(language).sender },
    to,
    cc: [],
    subject: fill(template.subject),
    text: fill(template.text),
    html: null,
    calendar: null,
    inReplyTo: null,
    references: [],
    extraFields: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
  };
}

function variablesOf(
  { account, notice, usedBytes, quota }: NoticeFacts,
  language: string,
): ReadonlyMap<string, string> {
  const texts = noticeTextsIn(language);
  const limit = (bytes: number): string => (bytes === 0 ? texts.none : sizeIn(bytes, language));
  const limitBytes = limitOf(quota, notice === 'refused' ? 'hard' : notice);
  return new Map([
    ['name', account.name],
    ['fullName', account.fullName || account.name],
    ['address', formatAddress(account.primaryAddress)],
    ['level', texts.levels[notice]],
    ['used', sizeIn(usedBytes, language)],
    ['limit', limit(limitBytes)],
    ['percent', limitBytes === 0 ? '0' : String(Math.floor((usedBytes / limitBytes) * 100))],
    ['warn', limit(quota.warnBytes)],
    ['soft', limit(quota.softBytes)],
    ['hard', limit(quota.hardBytes)],
  ]);
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `1.5 GiB`, `1,5 GiB` */
function sizeIn(bytes: number, language: string): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1];
  const digits = unit === 0 ? 0 : 1;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  return `${value.toLocaleString(/^de(-|$)/i.test(language) ? 'de' : 'en', format)} ${units[unit] ?? ''}`;
}
