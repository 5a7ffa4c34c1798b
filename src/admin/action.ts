/**
 * What an administrator can do, one value per action; the command line and the control socket use the same ones. An
 * action parses its input with its own schema, so `run` only gets checked input.
 */
import type { z } from 'zod';
import type { AdminContext } from './admin-context.js';

export interface Action<Input extends z.ZodType = z.ZodType, Result = unknown> {
  /** `account-create` */
  readonly name: string;
  readonly input: Input;
  /** Whether it changes something; such actions are logged. */
  readonly changes?: boolean;
  /** Whether it takes a message in addition to its input. */
  readonly takesBytes?: boolean;
  /**
   * Returns JSON or bytes. Throws ActionError, DirectoryError, StoreError.
   * @param bytes empty unless the action takes a message
   */
  run(context: AdminContext, input: z.output<Input>, bytes: Uint8Array): Promise<Result>;
}

/** Lets TypeScript infer the types of the action. */
export function action<Input extends z.ZodType, Result>(definition: Action<Input, Result>): Action<Input, Result> {
  return definition;
}

export const actionErrorKinds = ['bad-input', 'not-found', 'refused', 'unavailable', 'fault'] as const;
export type ActionErrorKind = (typeof actionErrorKinds)[number];

/** Why an action failed, and what to do next. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  constructor(
    readonly kind: ActionErrorKind,
    message: string,
    /** What to do next; empty if there is no advice. */
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
