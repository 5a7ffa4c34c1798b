/**
 * Calls an action of the running process over its control socket.
 */
import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { ActionError, actionErrorKinds, type ActionErrorKind } from '../action.js';
import type { ActionName, ResultOf } from '../actions/all-actions.js';
import { controlSocketFile, controlSocketPath } from './socket-path.js';

/** A process that is silent for this long is stuck; the check of a large store may take a while. */
const MAX_SILENCE_MS = 3_600_000;

/** No process listens on the socket: the caller may open the data folder itself. */
export class NoProcessError extends Error {
  override readonly name = 'NoProcessError';
}

/** Throws NoProcessError, or the ActionError that the process returned. */
export async function callAction<Name extends ActionName>(
  dataFolder: string,
  name: Name,
  input: unknown,
  bytes?: Uint8Array,
): Promise<ResultOf<Name>> {
  const { status, type, body } = await post(dataFolder, name, input, bytes);
  // The process has checked the input with the same schema, so the result has the action's type.
  if (status === 200)
    return (type === 'application/octet-stream' ? body : JSON.parse(body.toString())) as ResultOf<Name>;
  const answer = jsonOrNull(body);
  if (isErrorAnswer(answer)) throw new ActionError(answer.kind, answer.error, answer.hint);
  throw new ActionError(
    'unavailable',
    `the running process answered with HTTP status ${status}`,
    'it may be stopping: try again',
  );
}

interface ErrorAnswer {
  readonly error: string;
  readonly hint: string;
  readonly kind: ActionErrorKind;
}

/** Checked by hand, as loading a schema library would take longer than the call. */
function isErrorAnswer(answer: unknown): answer is ErrorAnswer {
  if (typeof answer !== 'object' || answer === null) return false;
  const { error, hint, kind } = answer as Partial<ErrorAnswer>;
  return (
    typeof error === 'string' && typeof hint === 'string' && actionErrorKinds.some((each: unknown) => each === kind)
  );
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

async function post(dataFolder: string, name: string, input: unknown, bytes: Uint8Array | undefined): Promise<Answer> {
  // Checked before HTTP is loaded, which a command without a running process does not need.
  if (!existsSync(controlSocketFile(dataFolder))) throw new NoProcessError();
  const { request } = await import('node:http');
  const json = JSON.stringify(input);
  const socket = openSocketPath(dataFolder);
  try {
    return await new Promise((resolve, reject) => {
      const call = request({
        socketPath: socket.path,
        method: 'POST',
        path: `/actions/${name}${bytes === undefined ? '' : `?input=${encodeURIComponent(json)}`}`,
        headers: { 'content-type': bytes === undefined ? 'application/json' : 'application/octet-stream' },
        agent: false,
        timeout: MAX_SILENCE_MS,
      });
      call.on('response', (response) => {
        readAnswer(response).then(resolve, reject);
      });
      call.on('timeout', () => call.destroy(new Error('the running process does not answer')));
      call.on('error', (error) =>
        reject(isNobodyThere(error) ? new NoProcessError('', { cause: error }) : broken(error)),
      );
      call.end(bytes ?? json);
    });
  } finally {
    socket.release();
  }
}

function broken(cause: Error): ActionError {
  const isRefused = 'code' in cause && cause.code === 'EACCES';
  const what = isRefused
    ? 'this user has no access to the data folder'
    : `the running process did not answer: ${cause.message}`;
  const next = isRefused
    ? 'run it as the owner of the data folder: sudo -u frontdesk frontdesk ...'
    : 'see its log and try again';
  return new ActionError('unavailable', what, next, { cause });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const type = response.headers['content-type']?.split(';')[0] ?? '';
  return { status: response.statusCode ?? 0, type, body: Buffer.concat(chunks) };
}

function openSocketPath(dataFolder: string) {
  try {
    return controlSocketPath(dataFolder);
  } catch (error) {
    if (isNobodyThere(error)) throw new NoProcessError('', { cause: error });
    throw error;
  }
}

/** No socket file, or one left by a killed process. */
function isNobodyThere(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(String(error.code))
  );
}

function jsonOrNull(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
