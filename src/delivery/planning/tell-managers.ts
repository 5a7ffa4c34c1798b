/**
 * What the managers of a resource are sent about a message that it could not decide: a notice for each, a digest when there
 * are too many in a day, then nothing more until the next.
 * Path: plan-recipient.ts, between the decision and the rules.
 */
import { concernsManagers } from '../../booking/left-to-person.js';
import type { PreparedBooking } from '../../booking/prepare-booking.js';
import { composeManagerDigest, composeManagerNotice } from '../../booking/report/compose-manager-notice.js';
import { decodeEncodedWords } from '../../mail/encoded-words.js';
import { firstField } from '../../mail/header-section.js';
import type { MeetingDecision } from '../../resources/meeting-decision.js';
import { findManagers } from '../../resources/find-managers.js';
import type { DeliveryDesk } from '../../store/delivery-desk.js';
import type { Gathered } from './gather.js';
import type { InboundDeps } from './inbound-context.js';
import type { ManagerMessage } from './manager-message.js';

const DAY_MS = 86_400_000;
/** Notices a day for one resource; the next is the digest. */
export const MAX_NOTICES = 20;
/** A larger original is not sent to somebody who has not asked for it. */
const MAX_ATTACHED_BYTES = 256 * 1024;

/** null: nobody has to be told, or nobody can be. Throws StoreError, DirectoryError. */
export async function tellManagers(
  booking: PreparedBooking | null,
  decided: MeetingDecision | null,
  { message, recipient: { account }, now }: Gathered,
  deps: Pick<InboundDeps, 'directory' | 'settings'> & { readonly desk: Pick<DeliveryDesk, 'messagesCounted'> },
): Promise<ManagerMessage | null> {
  if (booking === null || decided === null || account.storeId === null) return null;
  const { record } = decided.outcome;
  if (!concernsManagers(booking.question, record)) return null;
  const to = await findManagers(account, deps.settings.administrator, deps.directory);
  if (to.length === 0) return null;
  const key = `managers ${account.storeId}`;
  const [told = 0] = await deps.desk.messagesCounted([key], DAY_MS, now);
  const { mailbox: resource, language } = booking.question.resource;
  if (told > MAX_NOTICES) return null;
  if (told === MAX_NOTICES)
    return {
      draft: composeManagerDigest({ to, resource, language, request: booking.question }, MAX_NOTICES),
      attached: 'nothing',
      key,
    };
  const isWhole = message.bytes.kind === 'memory' && message.bytes.sizeBytes <= MAX_ATTACHED_BYTES;
  const draft = composeManagerNotice({
    ...{ to, resource, language, record, isWhole, request: booking.question, accountName: account.name },
    subject: decodeEncodedWords(firstField(message.header, 'subject') ?? ''),
    authors: booking.question.mail.authors,
  });
  return { draft, attached: isWhole ? 'whole' : 'header', key };
}
