import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Address } from '../../src/mail/address.js';
import { loadConfig } from '../../src/settings/config.js';
import { liveConfig } from '../../src/settings/live-config.js';
import { openApplication } from '../../src/wiring.js';
import { accountFields, address } from '../support/account-fields.js';
import { silentLog } from '../support/silent-log.js';
import { throwAwayFolder } from '../support/throw-away-folder.js';

it('an application that cannot be opened completely keeps nothing open: the next one gets the data folder', async () => {
  const folder = await throwAwayFolder('wiring');
  const config = loadConfig({ data: join(folder.path, 'data') }, {});
  const fixed = liveConfig(config, () => config);
  const inTheWay = join(config.dataFolder, 'crash.mark');
  await mkdir(inTheWay, { recursive: true });
  await expect(openApplication(fixed, silentLog, null)).rejects.toMatchObject({ code: 'EISDIR' });
  await rmdir(inTheWay);
  const server = await openApplication(fixed, silentLog, null);
  await server.close();
  await folder.remove();
});

it('what is explained is explained for the reverse-path that was asked for', async () => {
  const folder = await throwAwayFolder('wiring');
  const config = loadConfig({ data: join(folder.path, 'data') }, {});
  const app = await openApplication(
    liveConfig(config, () => config),
    silentLog,
    null,
  );
  await app.directory.addDomain({ name: 'corp.example', company: null, aliasOf: null });
  const { id: storeId } = await app.mailStore.createStore(app.clock());
  const primaryAddress = address('anna@corp.example');
  const anna = await app.directory.createAccount(accountFields('anna', { storeId, primaryAddress }));
  const bytes = Buffer.from('From: <eve@out.example>\r\nSubject: x\r\n\r\n');
  const explained = async (from: Address | null | undefined): Promise<Address | null> =>
    (await app.explainVacation(anna, bytes, from)).reversePath;
  expect(await explained(address('bob@else.example'))).toEqual(address('bob@else.example'));
  expect(await explained(null)).toBeNull();
  expect(await explained(undefined)).toEqual(address('eve@out.example'));
  await app.close();
  await folder.remove();
});
