import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/runtime/config-error.js';
import { readCertificate } from '../../../src/runtime/certificate.js';
import { throwAwayFolder, type ThrowAwayFolder } from '../../support/throw-away-folder.js';

const certificate = 'fixtures/tls/one.crt';
const key = 'fixtures/tls/one.key';

describe('a certificate that cannot be used: which key of the configuration, which file, and why', () => {
  let folder: ThrowAwayFolder;
  let empty: string;
  beforeAll(async () => {
    folder = await throwAwayFolder('certificate');
    empty = join(folder.path, 'empty.pem');
    await writeFile(empty, 'no PEM');
  });
  afterAll(() => folder.remove());

  it.each([
    [
      'no such file',
      () => ({ certificate: '/nowhere/a.crt', key }),
      'tls.certificate: /nowhere/a.crt cannot be used: ENOENT',
    ],
    ['no such key', () => ({ certificate, key: '/nowhere/a.key' }), 'tls.key: /nowhere/a.key cannot be used: ENOENT'],
    ['no key named', () => ({ certificate, key: '' }), 'tls.key: not set'],
    ['no certificate named', () => ({ certificate: '', key }), 'tls.certificate: not set'],
    ['not a certificate', () => ({ certificate: empty, key }), `tls.certificate: `],
    ['not a key', () => ({ certificate, key: empty }), `tls.key: `],
    ['a folder', () => ({ certificate: folder.path, key }), 'EISDIR'],
    [
      'the key of another',
      () => ({ certificate, key: 'fixtures/tls/two.key' }),
      'tls.key: fixtures/tls/two.key is not the key of',
    ],
  ])('%s', async (_, files, said) => {
    const failure: unknown = await readCertificate(files()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as Error).message).toContain(said);
  });

  it('one that can be used', async () => {
    expect((await readCertificate({ certificate, key })).cert.toString()).toContain('BEGIN CERTIFICATE');
  });
});
