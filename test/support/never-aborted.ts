/** The signal of a round that nobody stops. */
export const neverAborted = new AbortController().signal;
