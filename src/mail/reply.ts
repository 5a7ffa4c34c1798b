/**
 * What is said to a peer about a command or a recipient: reply code (RFC 5321 §4.2), enhanced status code (RFC 3463)
 * and text. The peer's text is generic; the cause goes to the log.
 */
export interface Reply {
  /** 200..599 */
  readonly code: number;
  /** RFC 3463: `5.1.1` */
  readonly status: string;
  /** One line of printable ASCII, without codes. */
  readonly text: string;
}

/** The outcome for one recipient. */
export type RecipientResult = Reply;

export const isPositive = (reply: Reply): boolean => reply.code < 400;

/** For anything unexpected: the peer keeps the message and tries again. */
export const tryAgainLater: Reply = { code: 451, status: '4.3.0', text: 'Temporary failure, try again later' };
