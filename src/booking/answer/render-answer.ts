/**
 * An answer's content as plain text and as HTML. The HTML is one column with inline styles, which mail clients show
 * alike; nothing in it is fetched from anywhere.
 */
import { escapeHtml } from '../../mail/escape-html.js';

/** What the reader sees before reading: it is settled well, or not, something is still open, or only told. */
export type AnswerTone = 'accepted' | 'declined' | 'open' | 'told';

export interface AnswerContent {
  readonly language: string;
  readonly tone: AnswerTone;
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

/** On white, and on the near-black of a dark mode: each with a contrast above 4.5 to 1 (WCAG 2.2, 1.4.3). */
const toneColours: Readonly<Record<AnswerTone, { readonly light: string; readonly dark: string }>> = {
  accepted: { light: '#1a7f37', dark: '#4ac26b' },
  declined: { light: '#b3261e', dark: '#ff8182' },
  open: { light: '#9a6700', dark: '#e3b341' },
  told: { light: '#0550ae', dark: '#79c0ff' },
};

/**
 * Inline styles are what every program understands, and paint the light page whole, so that no program's own dark ground
 * is left behind dark letters; those that know `prefers-color-scheme` take the dark one from the head.
 */
export function renderHtml({ language, tone, headline, reason, facts, note, footer }: AnswerContent): string {
  const { light, dark } = toneColours[tone];
  const page = [
    `<!DOCTYPE html>`,
    `<html lang="${escapeHtml(language)}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">`,
    `<title>${escapeHtml(headline)}</title>`,
    `<style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){`,
    `.page{background:#16181c!important;color:#e6e8eb!important}.mark{border-color:${dark}!important}`,
    `.head{color:${dark}!important}.quiet{color:#9aa4ae!important}}</style></head>`,
    `<body class="page" style="margin:0;padding:16px;background:#ffffff;color:#1f2328;font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.45">`,
    `<div class="mark" style="max-width:600px;border-left:4px solid ${light};padding:4px 0 4px 16px">`,
    `<p class="head" style="margin:0 0 4px;font-size:17px;font-weight:bold;color:${light}">${escapeHtml(headline)}</p>`,
    ...(reason === null ? [] : [`<p style="margin:0 0 4px">${escapeHtml(reason)}</p>`]),
    ...facts.map(({ label, lines }) => {
      const name = `<span class="quiet" style="font-size:12px;color:#59636e">${escapeHtml(label)}</span>`;
      return `<p style="margin:12px 0 0">${[name, ...lines.map(escapeHtml)].join('<br>\n')}</p>`;
    }),
    ...(note === '' ? [] : [`<p style="margin:12px 0 0">${escapeHtml(note)}</p>`]),
    `</div>`,
    `<p class="quiet" style="margin:16px 0 0;font-size:12px;color:#59636e">${escapeHtml(footer)}</p>`,
    `</body></html>`,
  ];
  return `${page.join('\n')}\n`;
}
