/**
 * Passwords: which are refused, and the hash that is stored (argon2id).
 */
import { ActionError } from '../action.js';

const MIN_PASSWORD_CHARACTERS = 8;
/** Longer passwords only cost time. */
const MAX_PASSWORD_CHARACTERS = 1024;
/** The first guesses of every attacker, as far as they are long enough. Compared case-insensitively. */
const commonPasswords = new Set(
  `password password1 password123 passw0rd p@ssw0rd 12345678 123456789 1234567890 87654321 11111111 00000000 88888888
   qwertyui qwertyuiop qwerty123 qwertz123 qwertzui 1q2w3e4r 1qaz2wsx asdfghjk asdfasdf iloveyou sunshine princess
   football baseball superman starwars trustno1 whatever computer internet letmein1 welcome1 welcome123 changeme
   administrator admin123 admin1234 passwort passwort1 passwort123 hallo123 geheim123 willkommen frontdesk abcd1234
   abc12345 a1b2c3d4 test1234 testtest secret123`.split(/\s+/),
);
/** OWASP's minimum for argon2id: 19 MiB, two passes; about 20 ms. */
const ARGON2ID = { algorithm: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** @returns the PHC string to store. Throws ActionError for a password that is too short, too long or common. */
export async function hashPassword(password: string): Promise<string> {
  const complaint = complaintAbout(password);
  if (complaint !== null)
    throw new ActionError(
      'bad-input',
      `password: ${complaint}`,
      `choose another password of at least ${MIN_PASSWORD_CHARACTERS} characters`,
    );
  // Loaded on demand: most commands hash no password.
  const { hash } = await import('@node-rs/argon2');
  return await hash(password, ARGON2ID);
}

function complaintAbout(password: string): string | null {
  if (password.length < MIN_PASSWORD_CHARACTERS)
    return `too short: at least ${MIN_PASSWORD_CHARACTERS} characters are required`;
  if (password.length > MAX_PASSWORD_CHARACTERS)
    return `too long: at most ${MAX_PASSWORD_CHARACTERS} characters are allowed`;
  return commonPasswords.has(password.toLowerCase()) ? 'too common' : null;
}
