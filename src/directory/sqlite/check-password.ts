/**
 * Who logs in: the password against the hash that is kept (argon2id, PHC form). An unknown name, an account without a
 * password and a wrong password take the same time, so that nobody learns from it which accounts there are.
 */
import type { Account } from '../directory.js';
import type { DirectoryReader } from './read-directory.js';

/** Longer ones are never set; hashing them would only cost time. */
const MAX_PASSWORD_CHARACTERS = 1024;
/** Of a password that nobody knows, with the cost that ours have. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$HYFq2HY7Axpj+wv/MGo3cw$UBMVlDM0iItDjPFp8aQNaV7JnLzLCcKz/SM3wZd/7oA';

export function passwordCheck(
  reader: Pick<DirectoryReader, 'accountByLogin' | 'passwordHash'>,
): (login: string, password: string) => Promise<Account | null> {
  return async (login, password) => {
    const account = reader.accountByLogin(login);
    const hash = account === null ? null : reader.passwordHash(account.id);
    // Loaded here: most processes of the command line check no password.
    const { verify } = await import('@node-rs/argon2');
    const isRight = await verify(hash ?? NOBODYS_HASH, password.slice(0, MAX_PASSWORD_CHARACTERS));
    return isRight && hash !== null && password.length <= MAX_PASSWORD_CHARACTERS ? account : null;
  };
}
