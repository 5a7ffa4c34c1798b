/**
 * The log: JSON lines on standard error, or short lines for people if it is a terminal. An entry has an event of
 * log-events.ts and a few fields; never the body of a message, never a password.
 */
import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';
import { logEvents, type LogEvent } from './log-events.js';

/** Maximum length of a value, such as a subject, in characters. */
const MAX_FIELD_LENGTH = 500;

export interface LogFields {
  /** A caught error; its stack and causes are written. */
  readonly cause?: unknown;
  readonly [field: string]: unknown;
}

/** Writes one entry. Does not throw and does not wait. */
export type Log = (event: LogEvent, fields?: LogFields) => void;

/** A log whose level can be changed while it is in use. */
export type LeveledLog = Log & { setLevel(level: LogLevel): void };

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  readonly level: LogLevel;
  /** Default: standard error, written synchronously so that a crash loses nothing. */
  readonly destination?: DestinationStream;
  /** Lines for people instead of JSON. Default: if standard error is a terminal. */
  readonly forPeople?: boolean;
}

export function createLog(options: LogOptions): LeveledLog {
  const target = options.destination ?? pino.destination({ fd: process.stderr.fd, sync: true });
  const forPeople = options.forPeople ?? (options.destination === undefined && process.stderr.isTTY);
  const logger: Logger = pino(
    {
      level: options.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { cause: describeCause },
    },
    forPeople ? { write: (line) => target.write(lineForPerson(line)) } : target,
  );
  const write: Log = (event, fields = {}) => {
    const { level } = logEvents[event];
    if (logger.isLevelEnabled(level)) logger[level]({ event, ...shorten(fields) });
  };
  return Object.assign(write, { setLevel: (level: LogLevel) => void (logger.level = level) });
}

function describeCause(cause: unknown): unknown {
  return cause instanceof Error ? stdSerializers.errWithCause(cause) : String(cause);
}

function shorten(fields: LogFields): LogFields {
  const long = Object.entries(fields).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length > MAX_FIELD_LENGTH,
  );
  if (long.length === 0) return fields;
  return {
    ...fields,
    ...Object.fromEntries(long.map(([name, text]) => [name, `${text.slice(0, MAX_FIELD_LENGTH)}…`])),
  };
}

/** `09:00:00 info  message-delivered account=room1 uid=7` */
function lineForPerson(line: string): string {
  const { time, level, event, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const told = Object.entries(fields).filter(([name]) => name !== 'pid');
  const rest = told.map(([name, value]) => `${name}=${shown(value)}`);
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${[event, ...rest].join(' ')}\n`;
}

function shown(value: unknown): string {
  if (typeof value === 'string' && !/[\s"\p{Cc}]/u.test(value)) return value;
  if (typeof value === 'object' && value !== null && 'message' in value) return JSON.stringify(value.message);
  return JSON.stringify(value);
}
