/**
 * Checks a password against the stored hash (argon2id, PHC form). An unknown name, an account without a password and a
 * wrong password take the same time, so that timing does not reveal which accounts exist.
 */
import type { Account } from '../directory.js';
import type { DirectoryReader } from './read-directory.js';

/** Longer passwords are never set; hashing them would only cost time. */
const MAX_PASSWORD_CHARACTERS = 1024;
/** The hash of an unknown password, with the same cost as real hashes. */
const DUMMY_HASH = '$argon2id$v=19$m=19456,t=2,p=1$HYFq2HY7Axpj+wv/MGo3cw$UBMVlDM0iItDjPFp8aQNaV7JnLzLCcKz/SM3wZd/7oA';

export function passwordCheck(
  reader: Pick<DirectoryReader, 'accountByLogin' | 'passwordHash'>,
): (login: string, password: string) => Promise<Account | null> {
  return async (login, password) => {
    const account = reader.accountByLogin(login);
    const hash = account === null ? null : reader.passwordHash(account.id);
    // Loaded on demand: most commands check no password.
    const { verify } = await import('@node-rs/argon2');
    const isRight = await verify(hash ?? DUMMY_HASH, password.slice(0, MAX_PASSWORD_CHARACTERS));
    return isRight && hash !== null && password.length <= MAX_PASSWORD_CHARACTERS ? account : null;
  };
}
