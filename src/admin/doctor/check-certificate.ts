/**
 * Checks the TLS certificate: whether it can be used, and for how long.
 */
import { X509Certificate } from 'node:crypto';
import { readCertificate } from '../../runtime/certificate.js';
import type { AdminContext } from '../admin-context.js';
import { bad, good, messageOf, warning, type Finding } from './finding.js';

const CHECK = 'certificate';
const DAY_MS = 86_400_000;
/** ACME clients renew a month before expiry; this close to it, renewal has failed. */
const SOON_DAYS = 14;

export async function checkCertificate({ config: { tls }, clock }: AdminContext): Promise<Finding> {
  if (tls.certificate === '' && tls.key === '')
    return warning(
      CHECK,
      'none: clients can only log in from this machine',
      'set tls.certificate and tls.key, and restart',
    );
  try {
    const { cert } = await readCertificate(tls);
    return judgeExpiry(tls.certificate, new X509Certificate(cert).validTo, clock());
  } catch (error) {
    return bad(
      CHECK,
      messageOf(error),
      'correct the files or the configuration; the user that runs frontdesk must be able to read both files',
    );
  }
}

function judgeExpiry(file: string, validTo: string, now: number): Finding {
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS);
  if (days < 0) return bad(CHECK, `${file} expired on ${validTo}`, 'renew it; the changed file is read automatically');
  if (days < SOON_DAYS) return warning(CHECK, `${file} expires in ${days} days, on ${validTo}`, 'renew it');
  return good(CHECK, `${file}, valid until ${validTo}`);
}
