/**
 * Dialogues as text, run on a real socket. A line of a transcript is one of
 *
 *   # anything            a comment; the first one names the requirement
 *   set NAME VALUE        a setting for the test that starts the server
 *   C: text               the client sends the text and CRLF; successive lines go in one packet
 *   c: text               the same without CRLF, with \r \n \t \0 \\ and \xHH as escapes
 *   S: pattern            the server's next line matches the whole regular expression
 *   S* pattern            lines are skipped up to one that matches
 *   ! word ...            an action of the test: shutdown, ...
 *   = closed              the server closes the connection without another line
 */
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { waitFor } from './wait-for.js';

type Step = { readonly line: number } & (
  | { readonly kind: 'send'; readonly bytes: Buffer }
  | { readonly kind: 'expect'; readonly pattern: RegExp; readonly passOver: boolean }
  | { readonly kind: 'act'; readonly words: readonly string[] }
  | { readonly kind: 'closed' }
);

export interface Transcript {
  readonly name: string;
  /** The first comment: the requirement it shows. */
  readonly title: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly steps: readonly Step[];
}

const fixtures = new URL('../../fixtures/transcripts/', import.meta.url);

/** All transcripts of `fixtures/transcripts` whose names begin so. */
export function readTranscripts(prefix: string): readonly Transcript[] {
  const names = readdirSync(fixtures).filter((name) => name.startsWith(prefix) && name.endsWith('.transcript'));
  return names.sort().map((name) => parseTranscript(name, readFileSync(new URL(name, fixtures), 'utf8')));
}

function parseTranscript(name: string, text: string): Transcript {
  const settings = new Map<string, string>();
  const steps: Step[] = [];
  let title = '';
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    const mark = content.slice(0, 2);
    const rest = content.slice(3);
    const wire = { 'C:': `${rest}\r\n`, 'c:': unescape(rest) }[mark];
    if (wire !== undefined) addBytes(steps, line, Buffer.from(wire, mark === 'C:' ? 'utf8' : 'latin1'));
    else if (mark === 'S:' || mark === 'S*') {
      steps.push({ kind: 'expect', line, pattern: new RegExp(`^(?:${rest})$`), passOver: mark === 'S*' });
    } else if (content.startsWith('! ')) steps.push({ kind: 'act', line, words: content.slice(2).split(' ') });
    else if (content === '= closed') steps.push({ kind: 'closed', line });
    else if (content.startsWith('set ')) setFrom(settings, content);
    else if (content.startsWith('#')) title ||= content.slice(1).trim();
    else if (content !== '') throw new Error(`${name}:${line}: not understood: ${content}`);
  }
  return { name, title, settings, steps };
}

function addBytes(steps: Step[], line: number, bytes: Buffer): void {
  const last = steps.at(-1);
  if (last?.kind !== 'send') steps.push({ kind: 'send', line, bytes });
  else steps[steps.length - 1] = { ...last, bytes: Buffer.concat([last.bytes, bytes]) };
}

function setFrom(settings: Map<string, string>, content: string): void {
  const [, name = '', ...value] = content.split(' ');
  settings.set(name, value.join(' '));
}

const escapes: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0', '\\': '\\' };

const unescape = (text: string): string =>
  text.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );

/** What the server has said so far and nobody has looked at. */
interface Hearing {
  readonly socket: Socket;
  text: string;
  closed: boolean;
}

/** Runs the steps; throws at the first that does not hold, with its line. */
export async function runTranscript(
  transcript: Transcript,
  where: NetConnectOpts,
  act: (words: readonly string[]) => void = () => undefined,
): Promise<void> {
  const socket = connect(where);
  const hearing: Hearing = { socket, text: '', closed: false };
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => (hearing.text += text));
  // A reset is a way of closing; a step that needed more to come fails by itself.
  socket.on('error', () => undefined);
  socket.on('close', () => (hearing.closed = true));
  try {
    for (const step of transcript.steps) await runStep(transcript.name, step, hearing, act);
  } finally {
    socket.destroy();
  }
}

async function runStep(
  name: string,
  step: Step,
  hearing: Hearing,
  act: (words: readonly string[]) => void,
): Promise<void> {
  const at = `${name}:${step.line}`;
  if (step.kind === 'send') hearing.socket.write(step.bytes);
  else if (step.kind === 'act') act(step.words);
  else if (step.kind === 'closed') {
    await waitFor(`${at}: the server to close`, () => hearing.closed);
    if (hearing.text !== '') throw new Error(`${at}: said before closing: ${hearing.text}`);
  } else {
    let line = await nextLine(at, hearing);
    while (step.passOver && !step.pattern.test(line)) line = await nextLine(at, hearing);
    if (!step.pattern.test(line)) throw new Error(`${at}: expected ${step.pattern.source}, got: ${line}`);
  }
}

async function nextLine(at: string, hearing: Hearing): Promise<string> {
  const end = await waitFor(
    `${at}: a line of the server`,
    () => {
      const found = hearing.text.indexOf('\r\n');
      return found >= 0 ? found : hearing.closed ? 'closed' : null;
    },
    { withinMs: 5_000, everyMs: 2 },
  );
  if (end === 'closed') throw new Error(`${at}: the server closed`);
  const line = hearing.text.slice(0, end);
  hearing.text = hearing.text.slice(end + 2);
  return line;
}
