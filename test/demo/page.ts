/**
 * The output of the demo: lines that fit a terminal of 80 columns, with colours if it is a terminal.
 */

/** Columns. */
const WIDTH = 80;
const LABEL = 12;

export type Colour = 'bold' | 'dim' | 'green' | 'red' | 'cyan';
const codes: Readonly<Record<Colour, number>> = { bold: 1, dim: 2, red: 31, green: 32, cyan: 36 };

export interface Page {
  heading(text: string): void;
  /** A label and its text, wrapped under itself. */
  field(label: string, text: string, colour?: Colour): void;
  line(text?: string, colour?: Colour): void;
}

export function openPage(out: NodeJS.WriteStream): Page {
  const painted = (text: string, colour: Colour | undefined): string =>
    colour === undefined || !out.isTTY ? text : `\u001b[${codes[colour]}m${text}\u001b[0m`;
  const line = (text = '', colour?: Colour): void => void out.write(`${painted(text, colour)}\n`);
  return {
    line,
    heading: (text) => {
      line();
      line(text, 'bold');
      line('-'.repeat(Math.min(text.length, WIDTH)), 'dim');
    },
    field: (label, text, colour) => {
      for (const [index, piece] of wrapped(printable(text), WIDTH - LABEL).entries()) {
        out.write(`${painted((index === 0 ? label : '').padEnd(LABEL), 'dim')}${painted(piece, colour)}\n`);
      }
    },
  };
}

/** Breaks at spaces, and inside a word only if the word is longer than a line. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const end = blank > 0 ? blank : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Messages come from outside: they must not control the terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
