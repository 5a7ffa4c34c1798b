/** Features that can be turned on or off for an account. */
export const featureNames = ['imap', 'pop3', 'submission', 'web', 'mobile', 'outlook'] as const;
