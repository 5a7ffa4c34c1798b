/**
 * The plain text of an HTML text, for mail programs that do not show HTML. The HTML was written by an administrator or the
 * account, never by a stranger. Unknown markup stays as it is. Linear in the length of the text.
 */
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

/** Lines end in LF. */
export function plainTextOf(html: string): string {
  return withoutTags(withoutHiddenText(html).replaceAll(/\s+/g, ' '))
    .replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/gi, (_, name: string) => entities[name.toLowerCase()] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** What stands in these elements is not shown; one that is not closed is no such element. */
function withoutHiddenText(html: string): string {
  const opening = /<(style|script|head|title)\b/gi;
  const pieces: string[] = [];
  const neverClosed = new Set<string>();
  let from = 0;
  for (let match = opening.exec(html); match !== null; match = opening.exec(html)) {
    const name = (match[1] ?? '').toLowerCase();
    const tagEnd = html.indexOf('>', opening.lastIndex);
    if (tagEnd < 0) break;
    const end = neverClosed.has(name) ? -1 : closingTagEnd(html, name, tagEnd + 1);
    if (end < 0) {
      neverClosed.add(name);
      continue;
    }
    pieces.push(html.slice(from, match.index));
    from = opening.lastIndex = end;
  }
  return pieces.join('') + html.slice(from);
}

function closingTagEnd(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}\\s*>`, 'gi');
  closing.lastIndex = from;
  return closing.test(html) ? closing.lastIndex : -1;
}

/** Tags give way to the line breaks that they mean. A `<` without a `>` behind it is text. */
function withoutTags(html: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    const end = /^[a-z/!]$/i.test(html[at + 1] ?? '') ? html.indexOf('>', at) : 0;
    if (end < 0) break;
    if (end > 0) {
      pieces.push(html.slice(from, at), breakOf(html.slice(at, end + 1)));
      from = end + 1;
    }
    at = Math.max(at, end) + 1;
  }
  return pieces.join('') + html.slice(from);
}

function breakOf(tag: string): string {
  if (/^<br\b/i.test(tag)) return '\n';
  if (/^<li\b/i.test(tag)) return '\n- ';
  return /^<\/(?:p|div|h[1-6]|li|tr|table|ul|ol|blockquote) ?>$/i.test(tag) ? '\n\n' : '';
}
