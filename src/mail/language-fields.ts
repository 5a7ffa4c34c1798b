/**
 * The languages that the writer of a message uses, as its header section says: Content-Language (RFC 3282 §2), the
 * language of the text, then Accept-Language (RFC 3282 §3), what the writer likes to read, the most wished first.
 */
import { firstField, type HeaderSection } from './header-section.js';

/** More are not read: they are a stranger's. */
const MAX_LANGUAGES = 10;
const MAX_FIELD_CHARACTERS = 1000;

/** BCP 47 tags; those that are none, and `*`, are left out. */
export function languagesOf(header: HeaderSection): readonly string[] {
  return [...tagsIn(firstField(header, 'content-language')), ...tagsIn(firstField(header, 'accept-language'))];
}

function tagsIn(field: string | null | undefined): readonly string[] {
  const items = (field ?? '').slice(0, MAX_FIELD_CHARACTERS).split(',').slice(0, MAX_LANGUAGES);
  return items
    .flatMap((item) => {
      const [tag = '', ...parameters] = item.split(';').map((part) => part.trim());
      const quality = parameters.find((each) => each.startsWith('q='));
      const weight = quality === undefined ? 1 : Number(quality.slice(2));
      return /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) && weight > 0 ? [{ tag, weight }] : [];
    })
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}
