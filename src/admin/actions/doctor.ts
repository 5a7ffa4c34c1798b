/**
 * Checks the installation and configuration, and reports for each problem what to do next. Checks of more than a few
 * lines are in admin/doctor.
 */
import { z } from 'zod';
import { everyAccount } from '../../directory/every-one.js';
import { action } from '../action.js';
import { checkCertificate } from '../doctor/check-certificate.js';
import { checkClients } from '../doctor/check-clients.js';
import { checkClock } from '../doctor/check-clock.js';
import { checkDataFolder, checkOwner, checkSpace } from '../doctor/check-data-folder.js';
import { checkOutbox } from '../doctor/check-outbox.js';
import { checkLeft } from '../doctor/check-left.js';
import { checkPostmaster } from '../doctor/check-postmaster.js';
import { checkLmtp, checkRelay } from '../doctor/check-servers.js';
import { bad, good, messageOf, warning, type Check, type Finding } from '../doctor/finding.js';
import type { AdminContext } from '../admin-context.js';

const checks: readonly (readonly [name: string, check: Check])[] = [
  ['data folder', checkDataFolder],
  ['owner', checkOwner],
  ['disk space', checkSpace],
  ['clock', checkClock],
  ['domains', domains],
  ['accounts', accounts],
  ['LMTP', checkLmtp],
  ['LMTP clients', checkClients],
  ['certificate', checkCertificate],
  ['relay', checkRelay],
  ['outbox', checkOutbox],
  ['trust', trust],
  ['waiting', checkLeft],
  ['postmaster', checkPostmaster],
];

export const doctor = action({
  name: 'doctor',
  input: z.strictObject({}),
  run: (context): Promise<Finding[]> => Promise.all(checks.map(([name, check]) => examine(context, name, check))),
});

/** An unexpected error is a finding, too, and does not stop the other checks. */
async function examine(context: AdminContext, name: string, check: Check): Promise<Finding> {
  try {
    return await check(context);
  } catch (error) {
    return bad(name, messageOf(error), 'see the log');
  }
}

async function domains({ directory }: AdminContext): Promise<Finding> {
  const names = (await directory.domains()).map(({ name }) => name);
  if (names.length > 0) return good('domains', `${names.length}: ${names.slice(0, 5).join(', ')}`);
  return bad('domains', 'none, so all messages are deferred (451)', 'frontdesk domain add NAME');
}

async function accounts({ directory }: AdminContext): Promise<Finding> {
  let count = 0;
  for await (const account of everyAccount(directory)) if (account.name !== '') count++;
  if (count > 0) return good('accounts', String(count));
  const next = 'frontdesk account create NAME --kind user --email ADDRESS';
  return bad('accounts', 'none, so all messages are deferred (451)', next);
}

function trust({ config: { booking } }: AdminContext): Finding {
  const check = 'trust';
  const hasAuthserv = booking.trustedAuthserv.length > 0;
  if (booking.trust !== 'author' && hasAuthserv && booking.trustedRelays.length === 0)
    return warning(
      check,
      'booking.trustedRelays is empty: Authentication-Results below the Received header field of your MTA are not read',
      'set booking.trustedRelays to the addresses of your MTAs',
    );
  if (booking.trust !== 'author' && hasAuthserv)
    return good(check, `meetings are trusted if ${booking.trustedAuthserv.join(', ')} authenticates the organizer`);
  const next =
    'set booking.trustedAuthserv to the name that your MTA writes into Authentication-Results (docs/booking.md, "Recipes for Postfix")';
  if (booking.trust !== 'authenticated')
    return warning(check, "the author is not authenticated: anyone can cancel in the organizer's name", next);
  const found = 'only authenticated meetings are trusted, but booking.trustedAuthserv is empty: none is booked';
  return bad(check, found, next);
}
