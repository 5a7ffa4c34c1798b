/**
 * AUTH: who is it, and for whom do they write? `actor#target`, or the authorization identity of SASL PLAIN, names the
 * person whose message the actor sends. Every refusal looks the same and takes the same time, whatever was wrong.
 * Path: listener.ts -> submit.ts's logIn.
 * Standards: RFC 4954 (AUTH), RFC 4616 §2 (authzid).
 */
import type { Account, Directory } from '../directory/directory.js';
import type { Reply } from '../mail/reply.js';
import type { LoginAttempt, Submitter } from './outbound-path.js';
import type { LoginGuard } from './login-guard.js';

export interface LoginDeps {
  readonly directory: Pick<Directory, 'authenticate' | 'accountByLogin' | 'writingRights'>;
  readonly guard: LoginGuard;
  /** Features that nobody has whose account does not say so. */
  readonly disabledFeatures: readonly string[];
}

export type LoginOutcome =
  | { readonly kind: 'logged-in'; readonly submitter: Submitter }
  | { readonly kind: 'refused'; readonly because: LoginRefusal; readonly reply: Reply };

/** For the log alone. */
export type LoginRefusal = 'too-many-failures' | 'wrong-password' | 'may-not-submit' | 'no-such-target';

const failed: Reply = { code: 535, status: '5.7.8', text: 'Wrong login name or password' };
const tooMany: Reply = { code: 454, status: '4.7.0', text: 'Too many failed logins, try again later' };

/** Throws what the directory throws. */
export async function logIn(attempt: LoginAttempt, deps: LoginDeps): Promise<LoginOutcome> {
  const admitted = await deps.guard.admit(attempt.ip, attempt.login);
  if (admitted === null) return { kind: 'refused', because: 'too-many-failures', reply: tooMany };
  const outcome = await judge(attempt, deps).catch((error: unknown) => {
    admitted.abandoned();
    throw error;
  });
  if (typeof outcome === 'string') {
    await admitted.failed();
    return { kind: 'refused', because: outcome, reply: failed };
  }
  await admitted.succeeded();
  return { kind: 'logged-in', submitter: outcome };
}

async function judge(attempt: LoginAttempt, deps: LoginDeps): Promise<Submitter | LoginRefusal> {
  const { directory } = deps;
  const names = await namesIn(attempt, directory);
  const actor = await directory.authenticate(names.actor, attempt.password);
  if (actor === null) return 'wrong-password';
  if (!maySubmit(actor, deps.disabledFeatures)) return 'may-not-submit';
  if (names.target === null) return { actor, target: null };
  const target = await directory.accountByLogin(names.target);
  if (target === null) return 'no-such-target';
  if (target.id === actor.id) return { actor, target: null };
  return (await mayWriteFor(actor, target, directory)) ? { actor, target } : 'no-such-target';
}

/**
 * The same people as the directory has them now: a session stays open for hours, and what it may do is judged for each
 * mail. null: the account, or its target, is gone, or may not send any more. Throws what the directory throws.
 */
export async function renewSubmitter(
  { actor, target }: Submitter,
  directory: Pick<Directory, 'accountByName'>,
  disabledFeatures: readonly string[],
): Promise<Submitter | null> {
  const [actorNow, targetNow] = [await findAgain(actor, directory), target && (await findAgain(target, directory))];
  if (actorNow === null || !maySubmit(actorNow, disabledFeatures)) return null;
  if (target !== null && targetNow === null) return null;
  return { actor: actorNow, target: targetNow };
}

/** A name may have come to somebody else since. */
async function findAgain({ id, name }: Account, directory: Pick<Directory, 'accountByName'>): Promise<Account | null> {
  const found = await directory.accountByName(name);
  return found?.id === id ? found : null;
}

/** A login name that itself has a `#` in it and exists wins; more than one `#` parts nothing. */
async function namesIn(
  { login, authzid }: LoginAttempt,
  directory: LoginDeps['directory'],
): Promise<{ readonly actor: string; readonly target: string | null }> {
  const parts = login.split('#');
  const [actor = '', target = ''] = parts;
  const isPair = parts.length === 2 && actor !== '' && target !== '';
  if (isPair && authzid === '' && (await directory.accountByLogin(login)) === null) return { actor, target };
  return { actor: login, target: authzid === '' ? null : authzid };
}

/** The table of account kinds: who may log in and has the feature; who only sends may send. */
function maySubmit(account: Account, disabledFeatures: readonly string[]): boolean {
  const has = account.features['submission'] ?? !disabledFeatures.includes('submission');
  return account.enabled && account.active && account.kind !== 'contact' && has;
}

async function mayWriteFor(actor: Account, target: Account, directory: LoginDeps['directory']): Promise<boolean> {
  const rights = await directory.writingRights(actor.id, target.primaryAddress);
  return rights !== null && (rights.sendAs || rights.onBehalf || rights.calendarWrite);
}
