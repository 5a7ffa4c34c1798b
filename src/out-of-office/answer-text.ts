/**
 * Which text a sender gets, and its variables.
 * Path: delivery/planning/rules/answer-out-of-office.ts -> here -> compose-vacation.ts.
 */
import type { OutOfOffice } from './out-of-office.js';
import { standardTexts } from './standard-texts.js';

/** The names that a subject and a text may have in braces. */
export const variableNames = ['subject', 'sender', 'until', 'name'] as const;
export type Variables = Readonly<Record<(typeof variableNames)[number], string>>;

/** At least one of the two is set. */
export interface AnswerText {
  readonly text: string | null;
  readonly html: string | null;
  /** BCP 47, of a standard text; missing: the account wrote the text, in its own language. */
  readonly language?: string;
}

/**
 * A single text is for senders inside and outside, unless it was written for senders inside only. Without a text the
 * standard text of the language is used.
 *
 * @param language of the account, BCP 47
 * @returns null when the sender is outside and there is no text for senders outside
 */
export function answerText(setting: OutOfOffice, isInside: boolean, language: string): AnswerText | null {
  const { text, html, outsideText, isInsideOnly } = setting;
  const outside = outsideText === null ? null : { text: outsideText, html: null };
  const whole = text === null && html === null ? null : { text, html };
  if (!isInside && outside !== null) return outside;
  if (!isInside && whole !== null && isInsideOnly) return null;
  if (whole !== null || outside !== null) return whole ?? outside;
  const standard = standardTexts(language);
  const { language: written } = standard;
  return { text: setting.until === null ? standard.text : standard.textUntil, html: null, language: written };
}

/** @param written turns a value into text: it escapes it for HTML */
export function fillIn(
  template: string,
  variables: Variables,
  written: (value: string) => string = (value) => value,
): string {
  return template.replaceAll(/\{(subject|sender|until|name)\}/g, (_, name: keyof Variables) =>
    written(variables[name]),
  );
}

/**
 * Words in braces that are no variables, with their braces: `{unitl}`. Braces around anything but one word, such as those of
 * a style sheet, are text.
 */
export function unknownVariables(template: string): readonly string[] {
  const known: ReadonlySet<string> = new Set(variableNames.map((name) => `{${name}}`));
  return (template.match(/\{[A-Za-z][\w-]{0,50}\}/g) ?? []).filter((word) => !known.has(word));
}
