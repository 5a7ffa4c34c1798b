/**
 * The complete list of actions that the control socket offers.
 */
import type { Action } from '../action.js';
import { accountCreate } from './account-create.js';
import { accountDelete } from './account-delete.js';
import { accountList } from './account-list.js';
import { accountShow } from './account-show.js';
import { accountUpdate } from './account-update.js';
import { auditList } from './audit-list.js';
import { bookingAgenda } from './booking-agenda.js';
import { bookingExplain, bookingExplainMessage } from './booking-explain.js';
import { bookingRetire } from './booking-retire.js';
import { bookingSet } from './booking-set.js';
import { bookingShow } from './booking-show.js';
import { companyCreate } from './company-create.js';
import { companyDelete } from './company-delete.js';
import { companyList } from './company-list.js';
import { companyShow } from './company-show.js';
import { companyUpdate } from './company-update.js';
import { deliver } from './deliver.js';
import { deputyGrant, deputyRevoke, deputyUpdate } from './deputy-change.js';
import { deputyList, deputyMetadataShow, deputyReverse } from './deputy-list.js';
import { doctor } from './doctor.js';
import { domainAdd } from './domain-add.js';
import { domainList } from './domain-list.js';
import { domainRemove } from './domain-remove.js';
import { groupCreate } from './group-create.js';
import { groupDelete } from './group-delete.js';
import { groupList } from './group-list.js';
import { groupAdd, groupRemove } from './group-members.js';
import { groupShow } from './group-show.js';
import { groupUpdate } from './group-update.js';
import { messageBytes } from './message-bytes.js';
import { messageList } from './message-list.js';
import { messageShow } from './message-show.js';
import { oofExplain } from './oof-explain.js';
import { oofSet } from './oof-set.js';
import { oofShow } from './oof-show.js';
import { permissionExplain } from './permission-explain.js';
import { permissionList, permissionRemove, permissionSet } from './permission.js';
import { queueDelete } from './queue-delete.js';
import { queueList } from './queue-list.js';
import { queueRetryAll } from './queue-retry-all.js';
import { queueRetry } from './queue-retry.js';
import { queueBytes, queueShow } from './queue-show.js';
import { reload } from './reload.js';
import { quotaReport } from './quota-report.js';
import { sendasAdd, sendasList, sendasRemove } from './sendas.js';
import { storeCheck } from './store-check.js';
import { storeList } from './store-list.js';
import { submit } from './submit.js';

export const allActions: readonly Action[] = [
  domainAdd,
  domainRemove,
  domainList,
  accountCreate,
  accountUpdate,
  accountDelete,
  accountList,
  accountShow,
  companyCreate,
  companyUpdate,
  companyDelete,
  companyList,
  companyShow,
  groupCreate,
  groupUpdate,
  groupDelete,
  groupList,
  groupShow,
  groupAdd,
  groupRemove,
  sendasAdd,
  sendasRemove,
  sendasList,
  deputyGrant,
  deputyUpdate,
  deputyRevoke,
  deputyList,
  deputyReverse,
  deputyMetadataShow,
  permissionSet,
  permissionRemove,
  permissionList,
  permissionExplain,
  messageList,
  messageShow,
  messageBytes,
  storeList,
  storeCheck,
  bookingRetire,
  bookingSet,
  bookingShow,
  bookingAgenda,
  bookingExplain,
  bookingExplainMessage,
  oofSet,
  oofShow,
  oofExplain,
  quotaReport,
  queueList,
  queueShow,
  queueBytes,
  queueRetry,
  queueRetryAll,
  queueDelete,
  deliver,
  submit,
  auditList,
  doctor,
  reload,
];
