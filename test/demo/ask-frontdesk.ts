/** What the demo asks of the command line, as an administrator's programs would: `--json`, as far as it is read here. */
import type { Frontdesk } from '../support/frontdesk-process.js';

export interface ExplainedDecision {
  readonly messageId: string | null;
  readonly decision: string | null;
  readonly because: string | null;
  readonly explanation: string;
  readonly occurrences: readonly { readonly free: boolean }[];
}

export interface AgendaRow {
  readonly uid: string;
  /** RFC 3339, in UTC. */
  readonly start: string;
  readonly end: string;
  readonly summary: string;
  readonly organizer: string;
}

export interface ListedMessage {
  readonly uid: number;
  readonly from: string;
  readonly subject: string;
}

/** More decisions than the story has mails. */
const LIMIT = '100';

/** By the Message-ID of the mail that was decided. */
export async function explainedDecisions(
  frontdesk: Frontdesk,
  resource: string,
): Promise<ReadonlyMap<string, ExplainedDecision>> {
  const answer = await frontdesk.cli(['booking', 'explain', resource, '--limit', LIMIT, '--json']);
  const { earlier, ...last } = answer.json() as ExplainedDecision & { readonly earlier: readonly ExplainedDecision[] };
  return new Map([last, ...earlier].map((each) => [each.messageId ?? '', each]));
}

export async function agenda(frontdesk: Frontdesk, resource: string): Promise<readonly AgendaRow[]> {
  return (await frontdesk.cli(['booking', 'agenda', resource, '--json'])).json() as readonly AgendaRow[];
}

export async function inbox(frontdesk: Frontdesk, account: string): Promise<readonly ListedMessage[]> {
  return (await frontdesk.cli(['message', 'list', account, '--json'])).json() as readonly ListedMessage[];
}
