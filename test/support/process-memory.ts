/** The largest memory that a process has had so far (proc(5)). */
import { readFileSync } from 'node:fs';

/** Bytes; null where the system does not say. */
export function peakMemoryBytes(pid: number): number | null {
  try {
    const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? null : Number(kib) * 1024;
  } catch {
    return null;
  }
}
