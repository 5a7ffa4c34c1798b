/**
 * The places of HTTP connections: a client with a half-sent request, or with none, makes room for one that asks.
 * Path: server.ts, when a client connects.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionPlaces, Occupant } from '../../runtime/connection-places.js';

/** What is being answered on a connection. */
interface Answering {
  readonly since: number;
  /** The request has come in whole. */
  isWhole(): boolean;
}

/** @param answerWithinMs a client that has not taken its answer by then may be closed, too */
export function seatConnections(server: Server, places: ConnectionPlaces, answerWithinMs: number): void {
  const occupants = new WeakMap<Socket, Occupant>();
  const answering = new WeakMap<Socket, Answering>();
  server.on('connection', (socket) => {
    const occupant: Occupant = {
      ip: socket.remoteAddress ?? null,
      mayGo() {
        const request = answering.get(socket);
        return request?.isWhole() !== true || performance.now() - request.since > answerWithinMs;
      },
      sendAway: () => socket.destroy(),
    };
    occupants.set(socket, occupant);
    if (!places.enter(occupant)) socket.destroy();
    socket.once('close', () => places.leave(occupant));
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    // Nobody pipelines; and the answers to a packet full of requests, which need not be read, are megabytes.
    if (answering.has(socket)) socket.destroy();
    answering.set(socket, { since: performance.now(), isWhole: () => request.complete });
    response.once('close', () => {
      answering.delete(socket);
      const occupant = occupants.get(socket);
      if (occupant !== undefined) places.refresh(occupant);
    });
  });
}
