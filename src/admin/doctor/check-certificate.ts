/**
 * The certificate for people who log in: whether it can be used, and for how long.
 */
import { X509Certificate } from 'node:crypto';
import { readCertificate } from '../../runtime/certificate.js';
import type { AdminContext } from '../admin-context.js';
import { bad, good, messageOf, warning, type Finding } from './finding.js';

const CHECK = 'certificate';
const DAY_MS = 86_400_000;
/** ACME clients renew a month before the end: one that has not is stuck. */
const SOON_DAYS = 14;

export async function checkCertificate({ config: { tls }, clock }: AdminContext): Promise<Finding> {
  if (tls.certificate === '' && tls.key === '')
    return warning(
      CHECK,
      'none: people log in from this machine alone',
      'set tls.certificate and tls.key, and start again',
    );
  try {
    const { cert } = await readCertificate(tls);
    return judgeEnd(tls.certificate, new X509Certificate(cert).validTo, clock());
  } catch (error) {
    return bad(CHECK, messageOf(error), 'correct the file or the configuration, and let our user read both files');
  }
}

function judgeEnd(file: string, validTo: string, now: number): Finding {
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS);
  if (days < 0) return bad(CHECK, `${file} has ended, ${validTo}`, 'renew it; it is read again when it changes');
  if (days < SOON_DAYS) return warning(CHECK, `${file} ends in ${days} days, ${validTo}`, 'renew it');
  return good(CHECK, `${file}, until ${validTo}`);
}
