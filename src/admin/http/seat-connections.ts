/**
 * Limits HTTP connections: a new client replaces one that has not sent a complete request. Used by server.ts when a
 * client connects.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionPlaces, Occupant } from '../../runtime/connection-places.js';

/** The request that is being answered on a connection. */
interface Answering {
  readonly since: number;
  /** Whether the request is complete. */
  isWhole(): boolean;
}

/** @param answerWithinMs a client that has not read its answer by then may also be closed */
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
    // No real client pipelines, and the unread answers to one packet full of requests would be megabytes.
    if (answering.has(socket)) socket.destroy();
    answering.set(socket, { since: performance.now(), isWhole: () => request.complete });
    response.once('close', () => {
      answering.delete(socket);
      const occupant = occupants.get(socket);
      if (occupant !== undefined) places.refresh(occupant);
    });
  });
}
