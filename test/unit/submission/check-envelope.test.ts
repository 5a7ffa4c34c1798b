import { expect, test } from 'vitest';
import { refuseRecipient, refuseSender } from '../../../src/submission/check-envelope.js';

const john = { user: 'john' };
const sender = (address: string, args: Record<string, string | true> | false = false) => ({ address, args });

test.each([
  ['somebody who may not log in here, being elsewhere without TLS', { secure: false }, 'Use STARTTLS'],
  ['somebody who has not logged in', { secure: true }, 'Log in'],
])('RFC 6409 §4.3: %s sends nothing', (_, session, text) => {
  const reply = refuseSender(sender('john@corp.example'), { user: undefined, ...session });
  expect(reply).toMatchObject({ code: 530, status: '5.7.0' });
  expect(reply?.text).toContain(text);
});

test('RFC 8689 §5: REQUIRETLS is not taken from anybody', () => {
  const reply = refuseSender(sender('john@corp.example', { REQUIRETLS: true }), { ...john, secure: true });
  expect(reply?.code).toBe(555);
});

test.each(['', 'john@corp.example', 'grüße@corp.example'])('reverse-path <%s> goes on', (address) => {
  expect(refuseSender(sender(address, { SIZE: '100' }), { ...john, secure: true })).toBeNull();
});

test.each(['john', '@corp.example', 'a b@corp.example'])('%s is no address', (address) => {
  expect(refuseSender(sender(address), { ...john, secure: true })).toMatchObject({ code: 501, status: '5.1.7' });
  expect(refuseRecipient({ address })).toMatchObject({ code: 501, status: '5.1.3' });
});
