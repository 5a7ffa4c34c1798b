/**
 * The content of a message as plain text.
 */
import type { MessageContent } from './message-content.js';

export function renderText({ headline, reason, facts, note, footer }: MessageContent): string {
  const paragraphs = [
    reason === null ? headline : `${headline}\n${reason}`,
    ...facts.map(({ label, lines }) => [`${label}:`, ...lines.map((line) => `  ${line}`)].join('\n')),
    ...(note === '' ? [] : [note]),
    ['-- ', ...footer].join('\n'),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}
