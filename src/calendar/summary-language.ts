/**
 * The language in which a summary is written: the LANGUAGE parameter (RFC 5545 §3.2.10), which Outlook and Exchange write.
 */
import type { EventComponent } from './itip-message.js';
import { propertyOf } from './jcal.js';
import { readJcal } from './read-jcal.js';

/** BCP 47; null if it is not said. */
export function languageOfSummary({ ical }: EventComponent): string | null {
  const language = propertyOf(readJcal(ical), 'summary')?.[1]['language'];
  return typeof language === 'string' ? language : null;
}
