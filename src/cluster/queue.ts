/** Columns asked of squeue: number of the job or of its array, index in the array, state, reason, working folder. */
export const queueFormat = '%F|%K|%T|%r|%Z';

/** What Slurm's queue says of one job. */
export interface QueueEntry {
  /** Number of the job, or of the array that it belongs to. */
  readonly id: string;
  /** Index in the array; null outside one. */
  readonly index: number | null;
  /** PENDING, RUNNING, COMPLETING … */
  readonly state: string;
  /** Why it waits; empty when it does not. */
  readonly reason: string;
  readonly folder: string;
}

/** Reads what squeue prints, one task a line; lines of other forms are left out. */
export function parseQueue(text: string): QueueEntry[] {
  return text.split('\n').flatMap((line) => {
    const [, id, index = '', state, reason = '', folder] =
      /^(\d+)\|([^|]*)\|([A-Z_]+)\|([^|]*)\|(.*)$/.exec(line) ?? [];
    if (id === undefined || state === undefined || folder === undefined) return [];
    const task = /^\d+$/.test(index) ? Number(index) : null;
    return [{ id, index: task, state, reason: reason === 'None' ? '' : reason, folder }];
  });
}

/** Entries of one job, by worker, and of its merge. */
export interface JobQueue {
  readonly workers: ReadonlyMap<number, QueueEntry>;
  readonly merge: QueueEntry | null;
  /** Slurm's numbers, the merge first: it must not start because the workers were cancelled. */
  readonly ids: readonly string[];
}

/** What the queue holds of the job that was submitted from a folder. */
export function queueOf(folder: string, entries: readonly QueueEntry[]): JobQueue {
  const own = entries.filter((entry) => entry.folder === folder);
  const workers = new Map<number, QueueEntry>();
  for (const entry of own) if (entry.index !== null) workers.set(entry.index, entry);
  const merge = own.find(({ index }) => index === null) ?? null;
  return { workers, merge, ids: [...new Set([...(merge ? [merge] : []), ...workers.values()].map(({ id }) => id))] };
}

/** A state as a reader wants it: running, pending (Priority). */
export function stateText({ state, reason }: QueueEntry): string {
  return reason === '' ? state.toLowerCase() : `${state.toLowerCase()} (${reason})`;
}
