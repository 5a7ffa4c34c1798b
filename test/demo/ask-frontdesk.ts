/** What the demo reads from the command line with `--json`, as a program of an administrator does. Only the fields that it uses. */
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

/** More decisions than the story has messages. */
const LIMIT = '100';

/** By the Message-ID of the message that was decided. */
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
