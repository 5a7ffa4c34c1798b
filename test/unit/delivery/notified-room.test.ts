/**
 * A room is told that its answer was not delivered: it files that, and answers nothing.
 */
import { expect, it } from 'vitest';
import { reportFailure } from '../../../src/outbox/report-failure.js';
import { dayAhead, invitation } from '../../support/invitation.js';
import { openTestServer } from '../../support/test-server.js';

it.each(['keep', 'reject'] as const)('RFC 3464: a notification to a room, plain message: %s', async (plainMail) => {
  const server = openTestServer({ domain: 'corp.example', now: '2026-11-22T09:00:00Z' });
  await server.resource('oak', { plainMail });
  const meeting = { uid: 'm', organizer: 'eve@out.example', attendee: 'oak@corp.example', minutes: 60 };
  await server.bring(invitation({ ...meeting, start: dayAhead(3, 9) }), 'oak');
  const [answer] = await server.outgoing();
  if (answer === undefined) throw new Error('the room did not answer');
  const report = { retry: [], failed: answer.recipients, error: '550 no', unreachable: false };
  const settings = { hostname: 'mail.corp.example', languageOf: () => Promise.resolve('de') };
  const told = await reportFailure(
    answer,
    answer.recipients,
    report,
    Buffer.from(answer.text),
    server.clock(),
    settings,
  );
  expect(Buffer.from(told?.bytes ?? []).toString()).toContain('text/calendar');
  expect(await server.bring(Buffer.from(told?.bytes ?? []), 'oak', { from: null })).toEqual(['250 2.0.0']);
  expect(await server.messagesOf('oak')).toHaveLength(2);
  expect(await server.outgoing()).toHaveLength(1);
});
