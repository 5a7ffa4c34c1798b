/** A path that is measured is the path: what it is given goes on, and its answers come back. */
import { expect, it } from 'vitest';
import type { InboundPath } from '../../../src/delivery/inbound-path.js';
import { measurePath } from '../../../src/delivery/measure-path.js';
import { receivePiped } from '../../../src/delivery/receive-piped.js';
import { instant } from '../../../src/mail/instant.js';
import { address } from '../../support/account-fields.js';
import { recordingPort } from '../../support/recording-port.js';

const message = receivePiped(Buffer.from('Subject: x\r\n\r\nx\r\n'), address('eve@out.example'), instant(0));

function measured() {
  const { port, calls } = recordingPort<InboundPath>(['resolve', 'deliver']);
  const seen: [string, number][] = [];
  const path = measurePath(port, {
    received: (sizeBytes) => void seen.push(['received', sizeBytes]),
    answered: (seconds) => void seen.push(['answered', seconds]),
  });
  return { path, calls, seen };
}

it('RCPT: the reverse-path goes on with the forward-path, the null reverse-path too', async () => {
  const { path, calls } = measured();
  const answers = [
    await path.resolve(address('anna@corp.example'), address('eve@out.example')),
    await path.resolve(address('anna@corp.example'), null),
  ];
  expect(calls.map(({ name, given }) => [name, ...given])).toEqual([
    ['resolve', address('anna@corp.example'), address('eve@out.example')],
    ['resolve', address('anna@corp.example'), null],
  ]);
  expect(answers).toEqual(calls.map(({ answer }) => answer));
});

it('DATA: message, recipients and options go on; the size and the time to the replies are counted', async () => {
  const { path, calls, seen } = measured();
  const options = { restore: true };
  const results = await path.deliver(message, [], options);
  expect(calls[0]?.given).toEqual([message, [], options]);
  expect(results).toBe(calls[0]?.answer);
  expect(seen).toEqual([
    ['received', message.bytes.sizeBytes],
    ['answered', expect.any(Number)],
  ]);
});
