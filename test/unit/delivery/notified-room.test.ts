/**
 * A room is told that its answer was not delivered: it files that, and answers nothing.
 */
import { expect, it } from 'vitest';
import { defaultBookingPolicy } from '../../../src/booking/booking-policy.js';
import { reportFailure } from '../../../src/outbox/report-failure.js';
import { GROUP_NOW, openGroupServer } from '../../support/group-server.js';
import { dayAhead, invitation } from '../../support/invitation.js';

it.each(['keep', 'reject'] as const)('RFC 3464: a notification to a room, plain message: %s', async (plainMail) => {
  const server = openGroupServer();
  await server.account('oak', { kind: 'room', booking: { ...defaultBookingPolicy, mrAccept: true, plainMail } });
  const meeting = { uid: 'm', organizer: 'eve@out.example', attendee: 'oak@corp.example', minutes: 60 };
  await server.bring(invitation({ ...meeting, start: dayAhead(3, 9) }), ['oak@corp.example']);
  const [answer] = await server.outbox();
  if (answer === undefined) throw new Error('the room did not answer');
  const report = { retry: [], failed: answer.recipients, error: '550 no', unreachable: false };
  const settings = { hostname: 'desk.corp.example', languageOf: () => Promise.resolve('de') };
  const told = await reportFailure(answer, answer.recipients, report, Buffer.from(answer.text), GROUP_NOW, settings);
  expect(Buffer.from(told?.bytes ?? []).toString()).toContain('text/calendar');
  expect(await server.bring(Buffer.from(told?.bytes ?? []), ['oak@corp.example'], null)).toEqual(['250 2.0.0']);
  expect(await server.mailsOf('oak')).toHaveLength(2);
  expect(await server.outbox()).toHaveLength(1);
  server.close();
});
