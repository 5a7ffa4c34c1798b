/**
 * Which text a sender gets, and its variables.
 */
import type { OutOfOffice } from './out-of-office.js';
import { standardTexts } from './standard-texts.js';

/** What may stand in braces in a subject and a text. */
export type Variables = Readonly<Record<'subject' | 'sender' | 'until' | 'name', string>>;

/** One of both is there. */
export interface AnswerText {
  readonly text: string | null;
  readonly html: string | null;
}

/**
 * While there is only one text it serves inside and outside, but what was said for inside only stays there. Without any
 * the account's language has words. null: the sender is outside, and there is nothing to be told to outside.
 *
 * @param language of the account, BCP 47
 */
export function answerText(setting: OutOfOffice, isInside: boolean, language: string): AnswerText | null {
  const { text, html, outsideText, isInsideOnly } = setting;
  const outside = outsideText === null ? null : { text: outsideText, html: null };
  const whole = text === null && html === null ? null : { text, html };
  if (!isInside && outside !== null) return outside;
  if (!isInside && whole !== null && isInsideOnly) return null;
  if (whole !== null || outside !== null) return whole ?? outside;
  const standard = standardTexts(language);
  return { text: setting.until === null ? standard.text : standard.textUntil, html: null };
}

/** @param written how a value stands in the text: escaped, in HTML */
export function fillIn(
  template: string,
  variables: Variables,
  written: (value: string) => string = (value) => value,
): string {
  return template.replaceAll(/\{(subject|sender|until|name)\}/g, (_, name: keyof Variables) =>
    written(variables[name]),
  );
}
