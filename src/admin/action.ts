/**
 * What an administrator can do, one value each: used alike by the command line and the control socket. An action reads
 * its input with its own schema, so nothing reaches `run` unread.
 */
import type { z } from 'zod';
import type { AdminContext } from './admin-context.js';

export interface Action<Input extends z.ZodType = z.ZodType, Result = unknown> {
  /** `account-create` */
  readonly name: string;
  readonly summary: string;
  readonly input: Input;
  /** Changes something: logged by name. */
  readonly changes?: boolean;
  /** Takes a message beside its input. */
  readonly takesBytes?: boolean;
  /**
   * The result is JSON, or bytes. Throws ActionError, DirectoryError, StoreError.
   * @param bytes empty unless the action takes a message
   */
  run(context: AdminContext, input: z.output<Input>, bytes: Uint8Array): Promise<Result>;
}

/** Says which types the action has without naming them. */
export function action<Input extends z.ZodType, Result>(definition: Action<Input, Result>): Action<Input, Result> {
  return definition;
}

export type ActionErrorKind = 'bad-input' | 'not-found' | 'refused' | 'unavailable' | 'fault';

/** Why an action was not done, and what to do next. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  constructor(
    readonly kind: ActionErrorKind,
    message: string,
    /** What to do next; empty if there is nothing to say. */
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
