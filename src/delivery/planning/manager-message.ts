/**
 * A message to the managers of a resource, as planned: tell-managers.ts makes it, write-plan.ts attaches the original.
 */
import type { MessageDraft } from '../../mail/draft.js';

export interface ManagerMessage {
  readonly draft: MessageDraft;
  /** How much of the original goes along. */
  readonly attached: 'whole' | 'header' | 'nothing';
  /** It counts against this key. */
  readonly key: string;
}
