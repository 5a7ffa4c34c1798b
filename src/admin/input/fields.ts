/**
 * The kinds of values in an action's input, beyond those of the configuration. Each error lists what is allowed.
 */
import { z } from 'zod';
import { parseAddress } from '../../mail/address.js';
import { instant, parseInstant, type Instant } from '../../mail/instant.js';
import { pattern } from '../../settings/config-values.js';

/** A name or address to search for. */
export const searchName = () => pattern('a name or an address', /^[^\p{Cc}]+$/u);

/**
 * Without `#` (impersonation) and `/`, `\` and `:`, which have a meaning in folder names, paths and authentication. Not
 * beginning with `-`: a command line would take it for an option.
 */
export const accountName = () =>
  pattern(
    'a name without / \\ : #, without - at its start and without spaces at its start or end',
    /^[^\p{Cc}\s/\\:#-]([^\p{Cc}/\\:#]*[^\p{Cc}\s/\\:#])?$/u,
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

/** `2026-11-22T09:00:00Z`, with any offset, or a date in UTC. */
export const pointInTime = () =>
  z
    .string('allowed: a time such as 2026-11-22T09:00:00Z or a date such as 2026-11-22')
    .transform((text, context): Instant => {
      const at = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
      if (at !== null) return at;
      context.addIssue({
        code: 'custom',
        message: 'allowed: a time such as 2026-11-22T09:00:00Z or a date such as 2026-11-22',
      });
      return instant(0);
    });
