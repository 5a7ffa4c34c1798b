/**
 * Runs an action: parses its input, performs it, and logs what it changed. Used by the control socket and by a command
 * that has the data folder to itself.
 */
import type { z } from 'zod';
import { ActionError, type Action } from './action.js';
import { explainError } from './explain-error.js';
import type { AdminContext } from './admin-context.js';

const NO_BYTES = new Uint8Array();
const MASK = '********';

/** Throws only ActionError. */
export async function runAction<Input extends z.ZodType, Result>(
  context: AdminContext,
  action: Action<Input, Result>,
  given: unknown,
  bytes: Uint8Array | undefined,
): Promise<Result> {
  try {
    const result = await action.run(context, readInput(action, given), bytes ?? NO_BYTES);
    if (action.changes === true) context.log('action-done', { action: action.name, input: withoutPassword(given) });
    return result;
  } catch (thrown) {
    const error = explainError(thrown);
    const event = error.kind === 'fault' ? 'action-failed' : 'action-refused';
    context.log(event, {
      action: action.name,
      reason: error.message,
      ...(error.kind === 'fault' && { cause: thrown }),
    });
    throw error;
  }
}

function readInput<Input extends z.ZodType>(action: Action<Input>, given: unknown): z.output<Input> {
  const result = action.input.safeParse(given);
  if (result.success) return result.data;
  const complaints = result.error.issues.map((issue) => complaint(issue, given));
  // An action and its command may have different names.
  throw new ActionError('bad-input', complaints.join('; '), 'add --help to the command to see its usage');
}

function complaint(issue: z.core.$ZodIssue, given: unknown): string {
  const [field, index] = issue.path;
  if (typeof field !== 'string') return issue.message;
  const name = field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const whole = (given as Record<string, unknown>)[field];
  const value = Array.isArray(whole) && typeof index === 'number' ? (whole[index] as unknown) : whole;
  if (value === undefined) return `${name} is missing; ${issue.message}`;
  return `${name}: ${field === 'password' ? MASK : JSON.stringify(value)} is not valid; ${issue.message}`;
}

function withoutPassword(given: unknown): unknown {
  return typeof given === 'object' && given !== null && 'password' in given ? { ...given, password: MASK } : given;
}
