/**
 * The inbound path, measured: how much comes in, and how long the client waits for the replies.
 */
import type { InboundPath } from './inbound-path.js';

export interface DeliveryWatch {
  received(sizeBytes: number): void;
  answered(seconds: number): void;
}

const MS_PER_SECOND = 1000;

export function measurePath(path: InboundPath, watch: DeliveryWatch): InboundPath {
  return {
    resolve: (forwardPath, reversePath) => path.resolve(forwardPath, reversePath),
    async deliver(message, recipients, options) {
      const began = performance.now();
      watch.received(message.bytes.sizeBytes);
      const results = await path.deliver(message, recipients, options);
      watch.answered((performance.now() - began) / MS_PER_SECOND);
      return results;
    },
  };
}
