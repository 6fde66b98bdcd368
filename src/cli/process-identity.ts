import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells one process from every other one, now and later. */
export interface ProcessIdentity {
  /** For messages. */
  readonly host: string;
  readonly pid: number;
  /** Where the number of the process means something: one boot of one machine, one space of process numbers. */
  readonly machine: string;
  /** When it was started, in the machine's own count; null where that cannot be known. */
  readonly start: string | null;
}

export function thisProcess(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, machine: machineIdentity(), start: startOf(process.pid)?.time ?? null };
}

/** Whether a process is alive; null where this one cannot tell, because it is on another machine. */
export function isAlive({ pid, machine, start }: ProcessIdentity): boolean | null {
  if (machine !== machineIdentity()) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not permitted to signal: there it is.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const there = startOf(pid);
  if (start === null || there === null) return true;
  // Another one that has been given the same number, or one that has ended and was not yet waited for.
  return there.time === start && !'ZX'.includes(there.state);
}

function machineIdentity(): string {
  const boot = textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const space = textOf(() => readlinkSync('/proc/self/ns/pid'));
  return [hostname(), boot, space].join(' ').trim();
}

/** From /proc/PID/stat, whose second field is a name in brackets that may hold anything. */
function startOf(pid: number): { readonly state: string; readonly time: string } | null {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  const time = fields[19];
  return time === undefined ? null : { state, time };
}

function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
