import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { toRecordError } from '../record/error.ts';
import { recoverFolder } from '../record/folder.ts';
import { hasLeftovers } from '../record/leftovers.ts';
import { lockFileOf } from '../record/names.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';

/** Content of a lock file. `beats` is counted up while its holder lives. */
export interface LockContent extends ProcessIdentity {
  readonly id: string;
  readonly beats: number;
}

/** How the lock of a process on another machine is judged. */
export interface Patience {
  /** Between two beats, ms. */
  readonly beat: number;
  /** Without a beat for so long, ms, its holder is gone: many beats, since a shared file system may show them late. */
  readonly silence: number;
  readonly say: (text: string) => void;
}

export interface RecordLock {
  release(): Promise<void>;
}

/** A lock that cannot be read for so long, ms, is not one being written, but was cut short. */
const tornAfter = 500;

/**
 * Keeps every other run away from a record. The lock of a run that was killed is taken over: at once where it was on this machine; on
 * another one, where it has not been counted up for a while. No clock is read: a clock that jumps changes nothing.
 * @throws CommandError where another run has it
 */
export async function lockRecord(folder: string, patience: Patience): Promise<RecordLock> {
  const path = lockFileOf(folder);
  const own: LockContent = { ...thisProcess(), id: randomUUID(), beats: 0 };
  for (;;) {
    try {
      await writeFile(path, JSON.stringify(own), { flag: 'wx' });
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
        // Empty, where the disk is full.
        await rm(path, { force: true }).catch(() => undefined);
        throw toRecordError(error, folder, 'locking the record');
      }
    }
    await removeAbandoned(folder, path, patience);
  }
  const beating = startBeating(path, own, patience.beat);
  return {
    async release() {
      await beating.terminate();
      if ((await read(path))?.id === own.id) await rm(path, { force: true }).catch(() => undefined);
    },
  };
}

/**
 * Clears what a run of this machine that was killed has left beside a record: its lock, the record that was to be replaced. Leaves
 * everything where another run may be at work, and where nothing can be written.
 */
export async function clearAfterKill(folder: string, patience: Patience): Promise<void> {
  try {
    if (!(await hasLeftovers(folder))) return;
    const seen = await read(lockFileOf(folder));
    if (seen !== null && isAlive(seen) !== false) return;
    const lock = await lockRecord(folder, patience);
    await recoverFolder(folder).finally(() => lock.release());
  } catch {
    // The record is there all the same.
  }
}

/** Removes a lock that nobody holds any more. @throws CommandError where somebody does */
async function removeAbandoned(folder: string, path: string, { silence, beat, say }: Patience): Promise<void> {
  const seen = (await read(path)) ?? (await pause(tornAfter).then(() => read(path)));
  if (seen !== null) {
    const alive = isAlive(seen);
    if (alive === true) throw inUse(folder, path, seen);
    if (alive === null) {
      say(
        `odepth: ${folder} was locked by a run on ${seen.host}; looking for ${silence / 1000} s whether it is alive\n`,
      );
      for (let waited = 0; waited < silence; waited += beat) {
        await pause(beat);
        const now = await read(path);
        if (now?.id === seen.id && now.beats !== seen.beats) throw inUse(folder, path, seen);
        if (now?.id !== seen.id) return;
      }
    }
  }
  // Moved away first: of two runs that find it, one gets it; one that gets a newer lock instead puts it back.
  const aside = `${path}.${randomUUID().slice(0, 8)}`;
  try {
    await rename(path, aside);
    const moved = await read(aside);
    if (moved !== null && moved.id !== seen?.id) await rename(aside, path);
    else await rm(aside, { force: true });
  } catch {
    // It is gone already.
  }
}

function inUse(folder: string, path: string, { host, pid }: LockContent): CommandError {
  return new CommandError(
    exitCode.badInput,
    `odepth: ${folder}: another run is writing this record (process ${pid} on ${host}). ` +
      `Wait for it, stop it, or name another folder with --out. The lock is ${path}.`,
  );
}

/** null where there is none, or it was cut short when its holder was killed. */
async function read(path: string): Promise<LockContent | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LockContent;
  } catch {
    return null;
  }
}

/** On a thread of its own: this one may be busy for minutes. */
function startBeating(path: string, own: LockContent, beat: number): Worker {
  const setup: HeartbeatSetup = { path, own, beat };
  const worker = new Worker(new URL('./heartbeat.js', import.meta.url), { workerData: setup });
  worker.unref();
  // A lock that is not counted up still holds on this machine.
  worker.on('error', () => {});
  return worker;
}

/** What the thread that counts is given. */
export interface HeartbeatSetup {
  readonly path: string;
  readonly own: LockContent;
  readonly beat: number;
}
