/**
 * mr-process: a request to a person who answers by hand is entered as tentative, whatever else is in the calendar. What
 * cannot be told for certain is the person's alone.
 */
import type { Ruling } from '../booking-ruling.js';
import type { Proposal } from '../proposal.js';
import { ignorePast } from './policy-rules.js';

type EnteringRule = (proposal: Proposal) => Ruling | null;

const leaveUnexpandable: EnteringRule = ({ expansion }) =>
  expansion.kind === 'refused' ? { kind: 'leave-to-person', because: expansion.because } : null;

/** Asked after those of the revision; the first that speaks decides, and when none does, the request is entered. */
export const enteringRules: readonly EnteringRule[] = [leaveUnexpandable, ignorePast];
