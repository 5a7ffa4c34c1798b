/**
 * The embedded directory: accounts, addresses, groups and domains in desk.db. It is used for every RCPT, so a lookup is
 * one or two prepared statements on its own connection, and results are cached until the next change.
 */
import { resolve as absolutePath } from 'node:path';
import { migrate, openDatabase } from '../../runtime/sqlite/open-database.js';
import { formatAddress } from '../../mail/address.js';
import { DirectoryError, type DirectoryAdmin } from '../directory.js';
import { openDeputies } from './open-deputies.js';
import { companyReader } from './read-companies.js';
import { directoryReader } from './read-directory.js';
import { groupReader } from './read-groups.js';
import { passwordCheck } from './check-password.js';
import { directoryMigrations } from './schema.js';
import { directoryWriter } from './write-directory.js';
import { remember } from './remember.js';
import { companyWriter } from './write-companies.js';
import { groupWriter } from './write-groups.js';

/** More than a large installation uses within an hour. */
const MAX_ADDRESSES = 20_000;
const MAX_COMPANIES = 10_000;

export interface SqliteDirectoryOptions {
  /** desk.db; created if it does not exist. */
  readonly path: string;
  /** Separates `user` and `detail`; empty: addresses have no details. */
  readonly recipientDelimiter: string;
}

export interface SqliteDirectory extends DirectoryAdmin {
  close(): void;
}

/** Opens the directory and migrates its tables. Throws DirectoryError('unavailable') if it cannot be opened. */
export function openSqliteDirectory(options: SqliteDirectoryOptions): SqliteDirectory {
  const database = asDirectoryErrors(() => openDatabase(absolutePath(options.path)))();
  try {
    asDirectoryErrors(() => migrate(database, 'directory', directoryMigrations))();
    const groups = groupReader(database);
    const reader = directoryReader(database, options.recipientDelimiter, groups);
    const companies = companyReader(database);
    const writer = directoryWriter(database, reader, groups, companies);
    const companyChanges = companyWriter(database, companies);
    const groupChanges = groupWriter(database, reader, groups);
    const { read: resolve, changing: forgetting } = remember(reader.resolve, {
      keyOf: formatAddress,
      isWorthIt: ({ kind }) => kind === 'account' || kind === 'group',
      most: MAX_ADDRESSES,
    });
    const companyMemory = remember(companies.company, {
      keyOf: (name) => name,
      isWorthIt: (found) => found !== null,
      most: MAX_COMPANIES,
    });
    const deputies = openDeputies(database, reader);
    const changing = <Arguments extends unknown[], Result>(change: (...given: Arguments) => Result) =>
      forgetting(deputies.changing(change));
    return {
      resolve: answering(resolve),
      accountByName: answering(reader.accountByName),
      accountByLogin: answering(reader.accountByLogin),
      authenticate: answeringLater(passwordCheck(reader)),
      accountsAfter: answering(reader.accountsAfter),
      resourcesLike: answering(reader.resourcesLike),
      domains: answering(reader.domains),
      isLocalDomain: answering((name: string) => reader.domain(name) !== null),
      company: answering(companyMemory.read),
      companies: answering(companies.companies),
      groupsAfter: answering(groups.groupsAfter),
      group: answering(groups.group),
      groupsOf: answering(groups.groupsOf),
      membersOf: answering(groups.membersOf),
      ...promised(deputies.functions),
      addDomain: answering(changing(writer.addDomain)),
      removeDomain: answering(changing(writer.removeDomain)),
      createAccount: answering(changing(writer.createAccount)),
      updateAccount: answering(changing(writer.updateAccount)),
      deleteAccount: answering(changing(writer.deleteAccount)),
      createGroup: answering(changing(groupChanges.create)),
      updateGroup: answering(changing(groupChanges.update)),
      deleteGroup: answering(changing(groupChanges.remove)),
      createCompany: answering(companyMemory.changing(companyChanges.create)),
      updateCompany: answering(companyMemory.changing(companyChanges.update)),
      deleteCompany: answering(companyMemory.changing(companyChanges.remove)),
      addMember: answering(changing(groupChanges.addMember)),
      removeMember: answering(changing(groupChanges.removeMember)),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The port is asynchronous and SQLite is not: the result or error of a function becomes a promise. */
function answering<Arguments extends unknown[], Result>(run: (...given: Arguments) => Result) {
  const translated = asDirectoryErrors(run);
  return (...given: Arguments): Promise<Result> =>
    new Promise((resolve) => {
      resolve(translated(...given));
    });
}

function answeringLater<Arguments extends unknown[], Result>(run: (...given: Arguments) => Promise<Result>) {
  return async (...given: Arguments): Promise<Result> => {
    try {
      return await run(...given);
    } catch (cause) {
      throw asDirectoryError(cause);
    }
  };
}

type Promised<Functions> = {
  [Name in keyof Functions]: Functions[Name] extends (...given: infer Arguments) => infer Result
    ? (...given: Arguments) => Promise<Result>
    : never;
};

/** The same for all functions of an object. */
function promised<Functions extends Readonly<Record<string, (...given: never[]) => unknown>>>(functions: Functions) {
  const answers = Object.entries(functions).map(([name, run]) => [name, answering(run)]);
  return Object.fromEntries(answers) as Promised<Functions>;
}

/** Any error of the database becomes `unavailable`: try again later. */
function asDirectoryErrors<Arguments extends unknown[], Result>(run: (...given: Arguments) => Result) {
  return (...given: Arguments): Result => {
    try {
      return run(...given);
    } catch (cause) {
      throw asDirectoryError(cause);
    }
  };
}

function asDirectoryError(cause: unknown): DirectoryError {
  if (cause instanceof DirectoryError) return cause;
  const what = cause instanceof Error ? cause.message : String(cause);
  return new DirectoryError('unavailable', `the directory is not available: ${what}`, { cause });
}
