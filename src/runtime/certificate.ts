/**
 * A TLS certificate and its key, from files that change while the process runs (ACME clients renew them every few weeks).
 */
import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { ConfigError } from './config-error.js';
import type { Log } from './log.js';

/** PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface CertificateFiles {
  /** The certificate, followed by its chain. */
  readonly certificate: string;
  readonly key: string;
}

export interface WatchedCertificate {
  readonly current: Certificate;
  close(): void;
}

/** Each check of a file costs one `stat`. */
const WATCH_INTERVAL_MS = 10_000;

/** Rejects with ConfigError if they cannot be used, with the configuration key, the file and the reason. */
export async function readCertificate({ certificate, key }: CertificateFiles): Promise<Certificate> {
  const read = {
    cert: await readNamed('tls.certificate', certificate, (cert) => createSecureContext({ cert })),
    key: await readNamed('tls.key', key, (key) => createSecureContext({ key })),
  };
  try {
    createSecureContext(read);
  } catch (cause) {
    throw new ConfigError([`tls.key: ${key} is not the key of tls.certificate ${certificate}: ${messageOf(cause)}`]);
  }
  return read;
}

async function readNamed(name: string, path: string, tryOut: (pem: Buffer) => void): Promise<Buffer> {
  if (path === '') throw new ConfigError([`${name}: not set; TLS needs both tls.certificate and tls.key`]);
  try {
    const pem = await readFile(path);
    tryOut(pem);
    return pem;
  } catch (cause) {
    throw new ConfigError([`${name}: ${path} cannot be used: ${messageOf(cause)}`]);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Reads the files, and reads them again when one of them changes; `changed` gets the new pair. A pair that does not
 * match, for example while only one file has been replaced, is logged and checked again; the old pair stays in use.
 */
export async function watchCertificate(
  files: CertificateFiles,
  changed: (certificate: Certificate) => void,
  log: Log,
  intervalMs = WATCH_INTERVAL_MS,
): Promise<WatchedCertificate> {
  let current = await readCertificate(files);
  const reread = (): void => {
    readCertificate(files).then(
      (read) => {
        if (read.cert.equals(current.cert) && read.key.equals(current.key)) return;
        current = read;
        log('certificate-loaded', { file: files.certificate });
        changed(read);
      },
      (cause: unknown) => log('certificate-failed', { file: files.certificate, cause }),
    );
  };
  const paths = [files.certificate, files.key];
  for (const path of paths) watchFile(path, { persistent: false, interval: intervalMs }, reread);
  return {
    get current() {
      return current;
    },
    close: () => {
      for (const path of paths) unwatchFile(path, reread);
    },
  };
}
