/**
 * The JSON form of a deputy grant. Fields may be added, never renamed.
 */
import type { DeputyGrant } from '../../directory/deputies.js';
import { deputyRightsAsJson } from '../input/rights-fields.js';

export function deputyAsJson({ owner, deputy, sendOnBehalf, mail, calendar, seePrivate, sendCopy }: DeputyGrant) {
  return {
    owner: owner.name,
    deputy: deputy.name,
    /** `account` or `group`. */
    kind: deputy.kind,
    sendOnBehalf,
    mail: deputyRightsAsJson(mail),
    calendar: deputyRightsAsJson(calendar),
    seePrivate,
    sendCopy,
  };
}

export type DeputyJson = ReturnType<typeof deputyAsJson>;
