/**
 * Watches how full the stores are, and tells their users, and whom the administrator named, when one passes a level:
 * all accounts from time to time, and one that has just got a message, or was refused one, within a second.
 *
 * A notice is filed straight into the store, past the hard limit and outside the quota; none of the rules of a delivery
 * sees it, so nothing answers it. The message to the quota recipients goes by the outbox. Both are in one commit with
 * the word of what was told: a stop at any moment neither loses nor repeats a notice.
 * Path: beside the way of a message; deliver.ts calls `touch`, housekeeping runs it.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Account, Company, Directory } from '../directory/directory.js';
import type { StoreId } from '../directory/account.js';
import { addressKey, type Address, type Mailbox } from '../mail/address.js';
import { traceFields } from '../mail/trace-fields.js';
import { composeNotice, type NoticeFacts } from '../quota/compose-notice.js';
import { effectiveQuota, levelOf, type EffectiveQuota } from '../quota/quota-limits.js';
import { isSameTold, judgeQuota, type QuotaTold } from '../quota/quota-told.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { DeliveryPlan, DeliveryDesk } from '../store/delivery-desk.js';
import type { QuotaLedger } from '../store/quota-ledger.js';
import { composeOutgoing, type Compose } from '../outbox/compose-outgoing.js';
import { createTurns } from '../runtime/in-turn.js';
import { noticeTemplate } from './notice-template.js';
import { onEachAccount } from '../directory/on-each-account.js';

export interface QuotaMonitorSettings {
  readonly hostname: string;
  /** Of the messages to quota recipients. */
  readonly language: string;
  readonly quota: EffectiveQuota;
  /** Told of every account, beside those of its company. */
  readonly recipients: readonly Address[];
  /** Folder with templates; empty: none. */
  readonly templates: string;
}

export interface QuotaMonitorDependencies {
  readonly directory: Pick<Directory, 'accountsAfter' | 'company'>;
  readonly quotas: Pick<QuotaLedger, 'quotaState' | 'noteQuotaTold'>;
  readonly desk: Pick<DeliveryDesk, 'deliver'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly compose: Compose;
  readonly wakeOutbox: () => void;
  /** In effect now. */
  readonly settings: () => QuotaMonitorSettings;
}

export interface QuotaMonitor {
  /** The account has got a message, or none for want of room. Costs nothing; without effect until `start`. */
  readonly touch: (account: Account, what: 'filed' | 'refused') => void;
  /** From now on who is touched is looked at. */
  start(): void;
  /** Looks at all accounts; resolves to the number of notices. Throws DirectoryError when they cannot be read. */
  round(signal: AbortSignal): Promise<number>;
  /** Who was touched and not looked at is by the first round of the next start. */
  stop(): Promise<void>;
}

/** Soon enough for a person; long enough that a burst of messages costs one look. */
const LOOK_AFTER_MS = 1_000;

export function createQuotaMonitor(deps: QuotaMonitorDependencies): QuotaMonitor {
  const turns = createTurns<StoreId>();
  const touched = new Map<StoreId, { readonly account: Account; readonly isRefused: boolean }>();
  let isRunning = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  const examine = async (account: Account, isRefused: boolean): Promise<number> => {
    const { storeId } = account;
    return storeId === null ? 0 : turns.inTurn([storeId], () => examineStore(account, storeId, isRefused, deps));
  };
  const look = async (): Promise<void> => {
    const waiting = [...touched.values()];
    touched.clear();
    timer = undefined;
    for (const { account, isRefused } of waiting) {
      await nextTurn();
      if (!isRunning) return;
      await examine(account, isRefused).catch((cause: unknown) => {
        deps.log('store-failed', { account: account.name, cause });
      });
    }
  };
  return {
    touch(account, what) {
      if (!isRunning || account.storeId === null) return;
      const isRefused = what === 'refused' || (touched.get(account.storeId)?.isRefused ?? false);
      touched.set(account.storeId, { account, isRefused });
      timer ??= setTimeout(() => {
        looking = looking.then(look);
      }, LOOK_AFTER_MS).unref();
    },
    start() {
      isRunning = true;
    },
    round: (signal) => onEachAccount({ ...deps, signal }, (account) => examine(account, false)),
    async stop() {
      isRunning = false;
      clearTimeout(timer);
      await looking;
    },
  };
}

/** Resolves to the number of notices: 0 or 1. */
async function examineStore(
  account: Account,
  storeId: StoreId,
  isRefused: boolean,
  deps: QuotaMonitorDependencies,
): Promise<number> {
  const { directory, desk, quotas, clock, log } = deps;
  const company = account.company === null ? null : await directory.company(account.company);
  const quota = effectiveQuota(account.quota, company?.quota ?? null, deps.settings().quota);
  const { usedBytes, told: before } = await quotas.quotaState(storeId);
  const judged = judgeQuota(levelOf(usedBytes, quota), isRefused && quota.hardBytes > 0, before, clock());
  const { notice, told } = judged;
  if (notice === null) {
    if (!isSameTold(told, before)) await quotas.noteQuotaTold(storeId, told);
    return 0;
  }
  const plan = await planNotice({ account, notice, usedBytes, quota }, storeId, company, told, deps);
  await desk.deliver([plan], { moreToCome: false });
  if (plan.outgoing.length > 0) deps.wakeOutbox();
  const recipients = plan.outgoing.flatMap((mail) => mail.recipients).length;
  log('quota-level-passed', { account: account.name, level: notice, usedBytes, ...quota, recipients });
  return 1;
}

async function planNotice(
  facts: NoticeFacts & { readonly account: Account },
  storeId: StoreId,
  company: Company | null,
  told: QuotaTold,
  deps: QuotaMonitorDependencies,
): Promise<DeliveryPlan> {
  const { clock, log, compose } = deps;
  const { hostname, language, recipients, templates } = deps.settings();
  const { account, notice } = facts;
  const now = clock();
  const deliveryId = randomUUID();
  const { primaryAddress: address } = account;
  const own = await noticeTemplate(templates, notice, account.language, log);
  const draft = composeNotice(own, facts, [{ address, displayName: account.fullName || null }], account.language);
  const messageId = `<${deliveryId}@${address.domain}>`;
  const bytes = new Uint8Array(await compose(draft, { messageId, date: now }));
  const others = othersOf(account, [...(company?.quotaRecipients ?? []), ...recipients]);
  const report = await noticeTemplate(templates, 'report', language, log);
  const trace = {
    reversePath: null,
    deliveredTo: address,
    forwardPath: address,
    hostname,
    peer: null,
    receivedAt: now,
  };
  return {
    storeId,
    deliveryId,
    message: { kind: 'memory', bytes, sizeBytes: bytes.byteLength },
    filing: { folder: 'Inbox', flags: [], prefix: traceFields(trace), outsideQuota: true },
    hardLimitBytes: 0,
    calendar: null,
    decision: null,
    outgoing:
      others.length === 0
        ? []
        : [
            await composeOutgoing(
              composeNotice(report, facts, others, language),
              { storeId, cause: deliveryId, now },
              compose,
            ),
          ],
    quotaTold: told,
    receivedAt: now,
  };
}

/** Each once, and not the user, who has a notice already. */
function othersOf(account: Account, recipients: readonly Address[]): readonly Mailbox[] {
  const own = new Set([account.primaryAddress, ...account.aliases].map(addressKey));
  const others = new Map(recipients.map((address) => [addressKey(address), address]));
  return [...others].flatMap(([key, address]) => (own.has(key) ? [] : [{ address, displayName: null }]));
}
