/**
 * An event less what its reader is not meant to see.
 */
import type { EventComponent } from './itip-message.js';
import { writeJcal, type JcalProperty } from './jcal.js';
import { readJcal } from './read-jcal.js';
import { PRIVACY_KEPT } from './read-event.js';

export interface LeftOut {
  /** Takes the summary's place; null: it stays. */
  readonly summary: string | null;
  readonly description: boolean;
  readonly attachments: boolean;
  /** CLASS (RFC 5545 §3.8.1.3). That it was private stays known to us: `isPrivate`. */
  readonly class: boolean;
}

const descriptions = ['description', 'x-alt-desc', 'comment'];
const attachments = ['attach', 'image', 'structured-data'];

export function withoutParts(event: EventComponent, leftOut: LeftOut): EventComponent {
  const { summary, isPrivate } = event;
  const names = new Set([
    ...(leftOut.summary === null ? [] : ['summary']),
    ...(leftOut.description ? descriptions : []),
    ...(leftOut.attachments ? attachments : []),
    ...(leftOut.class ? ['class', PRIVACY_KEPT] : []),
  ]);
  const added: JcalProperty[] = [
    ...(leftOut.summary === null ? [] : [['summary', {}, 'text', leftOut.summary] satisfies JcalProperty]),
    ...(leftOut.class && isPrivate ? [[PRIVACY_KEPT, {}, 'text', 'PRIVATE'] satisfies JcalProperty] : []),
  ];
  const [name, properties, components] = readJcal(event.ical);
  const kept = properties.filter((property) => !names.has(property[0]));
  // An alarm (RFC 5545 §3.6.6) may say again what is left out.
  const within = leftOut.description || leftOut.attachments ? [] : components;
  return {
    ...event,
    summary: leftOut.summary ?? summary,
    description: leftOut.description ? '' : event.description,
    ical: writeJcal([name, [...kept, ...added], within]),
  };
}
