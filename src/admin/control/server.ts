/**
 * The control socket: the admin actions over HTTP on DATA/control.sock, for the command line while a process has the
 * data folder. A user who can open the file (mode 0600) may perform all actions.
 *
 * POST /actions/NAME with the input as JSON; an action that takes a message has its bytes as the body
 * (application/octet-stream) and the input in the query, `?input=JSON`. The answer is JSON or bytes; an error is
 * `{error, hint, kind}`.
 */
import { chmod, rm } from 'node:fs/promises';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ActionError, type ActionErrorKind } from '../action.js';
import { actionNames, isActionName, loadAction } from '../actions/all-actions.js';
import { explainError } from '../explain-error.js';
import type { AdminContext } from '../admin-context.js';
import { runAction } from '../run-action.js';
import { controlSocketFile, controlSocketPath } from './socket-path.js';

export interface ControlServer {
  /** Accepts no more calls; resolves when pending calls are answered. */
  close(): Promise<void>;
}

/** Inputs are a few lines; a thousand addresses fit. */
const MAX_INPUT_BYTES = 1024 * 1024;

const statusOf: Readonly<Record<ActionErrorKind, number>> = {
  'bad-input': 400,
  'not-found': 404,
  refused: 409,
  unavailable: 503,
  fault: 500,
};

/** The highest possible `lmtp.maxMessageBytes`; the action checks the configured value. */
const MAX_MESSAGE_BYTES = 2 ** 31;

/** The caller has the lock of the data folder, so an existing socket file is stale and is removed. */
export async function startControlServer(context: AdminContext): Promise<ControlServer> {
  const { dataFolder } = context.config;
  const socket = controlSocketPath(dataFolder);
  // Loads all actions now, so that an update of the files does not break a running process.
  await Promise.all(actionNames.map(loadAction));
  const app = fastify({ forceCloseConnections: 'idle', http: { maxHeaderSize: MAX_INPUT_BYTES } });
  addRoutes(app, context);
  try {
    await rm(controlSocketFile(dataFolder), { force: true });
    await app.listen({ path: socket.path });
    await chmod(controlSocketFile(dataFolder), 0o600);
  } catch (error) {
    await app.close();
    socket.release();
    throw error;
  }
  return {
    close: async () => {
      await app.close();
      socket.release();
    },
  };
}

function addRoutes(app: FastifyInstance, context: AdminContext): void {
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: MAX_MESSAGE_BYTES },
    (_request, body, done) => done(null, body),
  );
  app.post<{ Params: { name: string } }>('/actions/:name', async (request, reply) => {
    const { name } = request.params;
    if (!isActionName(name))
      throw new ActionError(
        'not-found',
        `the running process has no action ${name}`,
        'restart it: its version differs from that of the command line',
      );
    const action = await loadAction(name);
    const isMessage = Buffer.isBuffer(request.body);
    const input = isMessage ? inputInQuery(request) : request.body;
    const result = await runAction(context, action, input, isMessage ? (request.body as Buffer) : undefined);
    return result instanceof Uint8Array
      ? reply.type('application/octet-stream').send(Buffer.from(result.buffer, result.byteOffset, result.byteLength))
      : reply.type('application/json').send(JSON.stringify(result));
  });
  app.setErrorHandler((error, _request, reply) => answerError(error, reply));
}

function inputInQuery(request: FastifyRequest): unknown {
  const { input } = request.query as { input?: unknown };
  try {
    return JSON.parse(typeof input === 'string' ? input : '');
  } catch (cause) {
    throw new ActionError('bad-input', 'the input in the query is not JSON', '', { cause });
  }
}

function answerError(thrown: unknown, reply: FastifyReply): FastifyReply {
  const error = isHttpError(thrown) ? new ActionError('bad-input', thrown.message, '') : explainError(thrown);
  const status = isHttpError(thrown) ? thrown.statusCode : statusOf[error.kind];
  return reply.code(status).send({ error: error.message, hint: error.hint, kind: error.kind });
}

/** Requests that fastify refuses: a body that is too large or not JSON. */
function isHttpError(thrown: unknown): thrown is Error & { statusCode: number } {
  return thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number';
}
