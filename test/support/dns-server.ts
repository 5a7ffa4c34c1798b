/**
 * A name server on loopback for filters that check signatures: it has TXT records, and nothing else exists.
 * Standards: RFC 1035 §4.1.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

const TXT = 16;
const NAME_ERROR = 3;
/** RFC 1035 §3.3: a character string has at most 255 octets. */
const STRING_BYTES = 255;

/** @param records TXT records by name; @param place where a client cannot be told another port */
export async function startDnsServer(
  records: Readonly<Record<string, string>>,
  { address = '127.0.0.1', port = 0 }: { readonly address?: string; readonly port?: number } = {},
): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.on('message', (query, client) => socket.send(answerTo(query, records), client.port, client.address));
  socket.bind(port, address);
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function answerTo(query: Buffer, records: Readonly<Record<string, string>>): Buffer {
  const { name, end } = readName(query);
  const type = query.readUInt16BE(end);
  const record = records[name.toLowerCase()];
  const question = query.subarray(12, end + 4);
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // A response, recursion desired and available.
  header.writeUInt16BE(0x8180 | (record === undefined ? NAME_ERROR : 0), 2);
  header.writeUInt16BE(1, 4);
  const answers = record !== undefined && type === TXT ? [txtAnswer(record)] : [];
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, question, ...answers]);
}

function readName(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}

function txtAnswer(record: string): Buffer {
  const strings: Buffer[] = [];
  for (let from = 0; from < record.length; from += STRING_BYTES) {
    const part = Buffer.from(record.slice(from, from + STRING_BYTES), 'latin1');
    strings.push(Buffer.from([part.length]), part);
  }
  const data = Buffer.concat(strings);
  const head = Buffer.alloc(12);
  // The name of the question.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
