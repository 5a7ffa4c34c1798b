/**
 * An answer's content as plain text and as HTML. The HTML is one column with inline styles, which mail clients show
 * alike; nothing in it is fetched from anywhere.
 */
import { escapeHtml } from '../../mail/escape-html.js';

export interface AnswerContent {
  readonly language: string;
  readonly isAccepted: boolean;
  readonly headline: string;
  /** null for a plain acceptance. */
  readonly reason: string | null;
  /** Each with its lines, in the order of reading. */
  readonly facts: readonly { readonly label: string; readonly lines: readonly string[] }[];
  /** What the resource's administrator adds; empty: nothing. */
  readonly note: string;
  readonly footer: string;
}

export function renderText({ headline, reason, facts, note, footer }: AnswerContent): string {
  const paragraphs = [
    reason === null ? headline : `${headline}\n${reason}`,
    ...facts.map(({ label, lines }) => [`${label}:`, ...lines.map((line) => `  ${line}`)].join('\n')),
    ...(note === '' ? [] : [note]),
    `-- \n${footer}`,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

const ACCEPTED_COLOUR = '#1a7f37';
const DECLINED_COLOUR = '#b3261e';

export function renderHtml({ language, isAccepted, headline, reason, facts, note, footer }: AnswerContent): string {
  const colour = isAccepted ? ACCEPTED_COLOUR : DECLINED_COLOUR;
  const page = [
    `<!DOCTYPE html>`,
    `<html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><title>${escapeHtml(headline)}</title></head>`,
    `<body style="margin:0;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.45;color:#1f2328">`,
    `<div style="max-width:600px;border-left:4px solid ${colour};padding:4px 0 4px 16px">`,
    `<p style="margin:0 0 8px;font-size:17px;font-weight:bold;color:${colour}">${escapeHtml(headline)}</p>`,
    ...(reason === null ? [] : [`<p style="margin:0 0 12px">${escapeHtml(reason)}</p>`]),
    ...facts.map(({ label, lines }) => {
      const name = `<span style="color:#59636e">${escapeHtml(label)}</span>`;
      return `<p style="margin:0 0 10px">${[name, ...lines.map(escapeHtml)].join('<br>\n')}</p>`;
    }),
    ...(note === '' ? [] : [`<p style="margin:0 0 10px">${escapeHtml(note)}</p>`]),
    `</div>`,
    `<p style="margin:16px 0 0;font-size:12px;color:#59636e">${escapeHtml(footer)}</p>`,
    `</body></html>`,
  ];
  return `${page.join('\n')}\n`;
}
