/**
 * The content of a message as HTML: one column of paragraphs, which every mail program shows alike, Outlook's Word engine
 * included, which knows neither max-width nor padding. Nothing is fetched from anywhere.
 */
import { escapeHtml } from '../../mail/escape-html.js';
import type { Fact, MessageContent, MessageTone } from './message-content.js';

/** On white, and on the near-black of a dark mode: each with a contrast above 4.5 to 1 (WCAG 2.2, 1.4.3). */
const toneColours: Readonly<Record<MessageTone, { readonly light: string; readonly dark: string }>> = {
  accepted: { light: '#1a7f37', dark: '#4ac26b' },
  declined: { light: '#b3261e', dark: '#ff8182' },
  open: { light: '#9a6700', dark: '#e3b341' },
  told: { light: '#0550ae', dark: '#79c0ff' },
};

/**
 * Inline styles are what every program understands. They paint the whole light page, so that no program leaves its own
 * dark ground behind dark letters. Programs that know `prefers-color-scheme` take the dark page from the head.
 */
export function renderHtml({ language, tone, headline, reason, facts, note, footer }: MessageContent): string {
  const { light, dark } = toneColours[tone];
  const page = [
    `<!DOCTYPE html>`,
    `<html lang="${escapeHtml(language)}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width,initial-scale=1">`,
    `<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">`,
    `<title>${escapeHtml(headline)}</title>`,
    `<style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){`,
    `.page{background:#16181c!important;color:#e6e8eb!important}.mark{border-color:${dark}!important}`,
    `.head{color:${dark}!important}.quiet{color:#9aa4ae!important}.foot{border-color:#31363d!important}}</style></head>`,
    `<body class="page" style="margin:0;padding:20px 16px;background:#ffffff;color:#1f2328;font-family:'Segoe UI',-apple-system,Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;overflow-wrap:anywhere">`,
    `<div style="max-width:600px">`,
    `<div class="mark" style="border-left:4px solid ${light};padding:2px 0 2px 16px">`,
    `<p class="head" style="margin:0;font-size:18px;line-height:1.35;font-weight:600;color:${light}">${escapeHtml(headline)}</p>`,
    ...(reason === null ? [] : [`<p style="margin:6px 0 0">${escapeHtml(reason)}</p>`]),
    `</div>`,
    ...facts.map(renderFact),
    ...(note === '' ? [] : [`<p style="margin:18px 0 0">${escapeHtml(note)}</p>`]),
    `<p class="foot quiet" style="margin:24px 0 0;border-top:1px solid #d8dee4;padding:12px 0 0;font-size:13px;color:#59636e">${footer.map(escapeHtml).join('<br>\n')}</p>`,
    `</div></body></html>`,
  ];
  return `${page.join('\n')}\n`;
}

/** Each line has a hanging indent, so that a line that is broken on a phone is still told from the next one. */
function renderFact({ label, lines }: Fact): string {
  return [
    `<p class="quiet" style="margin:16px 0 0;font-size:13px;color:#59636e">${escapeHtml(label)}</p>`,
    ...lines.map((line) => `<p style="margin:0 0 0 12px;text-indent:-12px">${escapeHtml(line)}</p>`),
  ].join('\n');
}
