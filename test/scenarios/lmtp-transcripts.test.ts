import { describe, expect, it } from 'vitest';
import type { LmtpOptions } from '../../src/lmtp/listener.js';
import { fakeInboundPath } from '../support/fake-inbound-path.js';
import { startTestListener } from '../support/lmtp-listener.js';
import { readTranscripts, runTranscript, type Transcript } from '../support/transcript.js';

/** `set allow ...` is a list, everything else a number. */
function optionsOf(transcript: Transcript): Partial<LmtpOptions> {
  const entries = [...transcript.settings].map(([name, value]) => [
    name,
    name === 'allow' ? value.split(',') : Number(value),
  ]);
  return Object.fromEntries(entries) as Partial<LmtpOptions>;
}

describe('LMTP dialogues', () => {
  const transcripts = readTranscripts('lmtp-');

  it('are there, each with a requirement as its title', () => {
    expect(transcripts.map(({ title }) => title)).not.toEqual([]);
    expect(transcripts.filter(({ title }) => title === '')).toEqual([]);
  });

  it.each(transcripts)('$title ($name)', async (transcript) => {
    const server = await startTestListener(fakeInboundPath(), optionsOf(transcript));
    try {
      const closing: Promise<void>[] = [];
      await runTranscript(transcript, server.where, ([word]) => {
        if (word !== 'shutdown') throw new Error(`no such act: ${word ?? ''}`);
        closing.push(server.listener.close(60_000));
      });
      await Promise.all(closing);
    } finally {
      await server.stop();
    }
  });
});
