/**
 * Rule 4: what a spam filter before us marked goes to Junk, and no later rule answers it.
 */
import { allFields, type HeaderSection } from '../../../mail/header-section.js';
import type { HeaderTest } from '../inbound-context.js';
import type { DeliveryRule } from './delivery-rule.js';

export const fileJunk: DeliveryRule = ({ message, settings }) =>
  isJunk(message.header, settings.junkHeaders)
    ? { kind: 'go-on', part: { filing: { folder: 'Junk', flags: [], outsideQuota: false } } }
    : { kind: 'go-on' };

export function isJunk(header: HeaderSection, tests: readonly HeaderTest[]): boolean {
  return tests.some(({ name, word }) =>
    allFields(header, name).some((value) => beginsWithWord(value.toLowerCase(), word)),
  );
}

/** `yes`, `yes, score=12.1`, not `yesterday`. */
function beginsWithWord(value: string, word: string): boolean {
  return value.startsWith(word) && !/^[a-z0-9]/.test(value.slice(word.length));
}
