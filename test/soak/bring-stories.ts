/**
 * Brings stories as a busy MTA does: several sessions at a time, and what was not heard to its end comes again, the
 * same bytes.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { connectLmtp, type LmtpClient } from '../support/lmtp-client.js';
import type { SoakMail, Story } from './soak-story.js';

/** What the recipients of a message were told in the end, in order. */
export interface Brought {
  readonly mail: SoakMail;
  /** Reply code and enhanced status code. */
  readonly replies: readonly string[];
}

export interface BringResult {
  readonly brought: readonly Brought[];
  /** Times that a connection broke or a recipient was told to wait. */
  readonly repeats: number;
}

const SESSIONS = 8;
const RETRY_MS = 20;
/** Far more often than a restart takes. */
const MOST_TRIES = 2000;

export async function bringStories(
  lmtpPort: number,
  stories: readonly Story[],
  onBrought: () => void,
): Promise<BringResult> {
  const waiting = stories.toReversed();
  const brought: Brought[] = [];
  let repeats = 0;
  const session = async (): Promise<void> => {
    const bring = lastingSession(lmtpPort, () => (repeats += 1));
    for (let story = waiting.pop(); story !== undefined; story = waiting.pop()) {
      for (const mail of story) {
        brought.push({ mail, replies: await bring(mail) });
        onBrought();
      }
    }
    await bring.close();
  };
  await Promise.all(Array.from({ length: SESSIONS }, session));
  return { brought, repeats };
}

interface Bring {
  (mail: SoakMail): Promise<readonly string[]>;
  close(): Promise<void>;
}

function lastingSession(lmtpPort: number, onRepeat: () => void): Bring {
  let client: LmtpClient | null = null;
  const bring = async (mail: SoakMail): Promise<readonly string[]> => {
    const { from, isChunked } = mail;
    const bytes = mail.bytes();
    const told: (string | undefined)[] = mail.recipients.map(() => undefined);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const left = told.flatMap((reply, index) => (reply === undefined ? [index] : []));
      if (left.length === 0) return told.map(String);
      const recipients = left.map((index) => mail.recipients[index]?.address ?? '');
      const replies = await tryOnce({ from, recipients, bytes, isChunked });
      for (const [place, index] of left.entries()) {
        const reply = replies?.[place] ?? '4';
        if (!reply.startsWith('4')) told[index] = reply.split(' ', 2).join(' ');
      }
      if (!told.includes(undefined)) return told.map(String);
      onRepeat();
      await delay(RETRY_MS);
    }
    throw new Error(`${mail.messageId} (${mail.kind}) was tried ${MOST_TRIES} times`);
  };
  /** null: nobody listens, or the connection broke. */
  const tryOnce = async (mail: Parameters<LmtpClient['send']>[0]): Promise<readonly string[] | null> => {
    try {
      client ??= await connectLmtp(lmtpPort);
      return await client.send(mail);
    } catch {
      client = null;
      return null;
    }
  };
  const close = async (): Promise<void> => {
    await client?.close();
  };
  return Object.assign(bring, { close });
}
