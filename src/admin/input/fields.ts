/**
 * The kinds of values that an action's input has, beyond those of the configuration. Each complains with what is allowed.
 */
import { z } from 'zod';
import { parseAddress } from '../../mail/address.js';
import { instant, parseInstant, type Instant } from '../../mail/instant.js';
import { pattern } from '../../settings/config-values.js';

/** A name or address by which somebody is looked for. */
export const searchName = () => pattern('a name or an address', /^[^\p{Cc}]+$/u);

/** No `#` (impersonation), no `/`, `\` and `:`, which mean something in folder names, paths and authentication. */
export const accountName = () =>
  pattern(
    'a name without / \\ : # and without spaces at its ends',
    /^[^\p{Cc}\s/\\:#]([^\p{Cc}/\\:#]*[^\p{Cc}\s/\\:#])?$/u,
  );

export const domainName = () =>
  z.string('allowed: a domain such as example.org').transform((text, context) => {
    const domain = text.startsWith('[') ? null : parseAddress(`postmaster@${text}`);
    if (domain !== null) return domain.domain;
    context.addIssue({ code: 'custom', message: 'allowed: a domain such as example.org' });
    return z.NEVER;
  });

export const mailAddress = () =>
  z.string('allowed: an address such as anna@example.org').transform((text, context) => {
    const address = parseAddress(text);
    if (address !== null) return address;
    context.addIssue({ code: 'custom', message: 'allowed: an address such as anna@example.org' });
    return z.NEVER;
  });

/** `2026-11-22T09:00:00Z`, with any offset, or a day (in UTC). */
export const pointInTime = () =>
  z
    .string('allowed: a time such as 2026-11-22T09:00:00Z or a day such as 2026-11-22')
    .transform((text, context): Instant => {
      const at = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
      if (at !== null) return at;
      context.addIssue({
        code: 'custom',
        message: 'allowed: a time such as 2026-11-22T09:00:00Z or a day such as 2026-11-22',
      });
      return instant(0);
    });
