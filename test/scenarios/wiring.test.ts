import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../src/settings/config.js';
import { liveConfig } from '../../src/settings/live-config.js';
import { openApplication } from '../../src/wiring.js';
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
