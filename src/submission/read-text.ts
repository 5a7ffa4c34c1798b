/**
 * Gives a parser of smtp-server our own reader for the text behind DATA. Its own takes a turn of the event loop for
 * each line that begins with a dot, leaves line ends as they are, and so counts a size that is not the size of what is
 * taken: 8 MB of dots cost a minute, 33 MB of line feeds 600 MB of memory.
 * Path: tend-connection.ts, for each parser of a connection.
 */
import type { SMTPStream } from 'smtp-server/lib/smtp-stream';
import type { SMTPServerDataStream } from 'smtp-server';
import { readSubmittedText, startSubmittedText, type SubmittedText } from '../mail/submitted-text.js';

/** @param parser has not begun to read a text */
export function readTextOurselves(parser: SMTPStream): void {
  let stream: SMTPServerDataStream | null = null;
  let reader: SubmittedText = startSubmittedText();
  parser._feedDataStream = (chunk, done) => {
    if (parser._dataStream === null) {
      done();
      return;
    }
    if (stream !== parser._dataStream) {
      stream = parser._dataStream;
      reader = startSubmittedText();
    }
    const { text, end } = readSubmittedText(reader, chunk);
    parser._countDataBytes(text.length);
    // What is too large is read to its end and thrown away.
    const wanted = stream.sizeExceeded ? nothing : text;
    if (end !== null) {
      parser._endDataMode(wanted, chunk.subarray(end), done);
    } else if (wanted.length > 0 && stream.writable && !stream.write(wanted)) {
      waitForReader(stream, done);
    } else done();
  };
}

const nothing = Buffer.alloc(0);

/** A stream that its reader destroys never drains. */
function waitForReader(stream: SMTPServerDataStream, done: () => void): void {
  const goOn = (): void => {
    stream.off('drain', goOn).off('close', goOn);
    done();
  };
  stream.on('drain', goOn).on('close', goOn);
}
