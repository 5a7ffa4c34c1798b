/**
 * The language of a message to an organizer: what the invitation says of it, as there is a text; else the resource's.
 */
import { languageOfSummary } from '../../calendar/summary-language.js';
import type { EventComponent } from '../../calendar/itip-message.js';
import type { KnownMeeting } from '../known-meeting.js';
import type { AnswerTexts } from './answer-texts.js';
import { germanTexts } from './texts-de.js';
import { englishTexts } from './texts-en.js';

const tables = [germanTexts, englishTexts];

/** @param language BCP 47; its first subtag counts. English if there is no table for it. */
export function textsIn(language: string): AnswerTexts {
  return tableFor(language) ?? englishTexts;
}

/**
 * The first of these for which there is a table: LANGUAGE of ORGANIZER and SUMMARY (RFC 5545 §3.2.10), Content-Language
 * and Accept-Language of the message, what an earlier message said, the resource's language.
 */
export function textsForOrganizer({ request, entry }: KnownMeeting): AnswerTexts {
  const { itip, mail, resource } = request;
  const wished = [...languagesIn(itip.components), ...mail.languages, entry?.language ?? ''];
  return firstTable(wished) ?? textsIn(resource.language);
}

/** For a message about a change that the organizer may not have made: only what is stored counts. */
export function textsForStoredOrganizer({ request, stored, entry }: KnownMeeting): AnswerTexts {
  return firstTable([...languagesIn(stored), entry?.language ?? '']) ?? textsIn(request.resource.language);
}

/** What an entry keeps, so that later messages have the language too; undefined: the message says nothing of use. */
export function languageToKeep(languages: readonly string[]): string | undefined {
  return firstTable(languages)?.language;
}

function languagesIn(components: readonly EventComponent[]): readonly string[] {
  return components
    .slice(0, 1)
    .flatMap((component) => [
      ...(component.organizer?.parameters['LANGUAGE'] ?? []),
      languageOfSummary(component) ?? '',
    ]);
}

function firstTable(languages: readonly string[]): AnswerTexts | undefined {
  return languages.map(tableFor).find((table) => table !== undefined);
}

function tableFor(language: string): AnswerTexts | undefined {
  const [primary] = language.toLowerCase().split('-');
  return tables.find((texts) => texts.language === primary);
}
