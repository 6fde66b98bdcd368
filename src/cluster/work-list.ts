/** The parts of one worker: those at positions k of the list with k mod `of` = `worker`. */
export function partsOfWorker(parts: readonly string[], worker: number, of: number): string[] {
  return parts.filter((_, k) => k % of === worker);
}

/** How far one worker's share is. */
export interface ShareProgress {
  readonly worker: number;
  /** Parts that are there, of those in the share. */
  readonly there: number;
  readonly of: number;
}

/** Every worker's share, given which parts are there. */
export function shareProgress(
  parts: readonly string[],
  workers: number,
  there: ReadonlySet<string>,
): readonly ShareProgress[] {
  return Array.from({ length: workers }, (_, worker) => {
    const share = partsOfWorker(parts, worker, workers);
    return { worker, there: share.filter((name) => there.has(name)).length, of: share.length };
  });
}

/** Workers that have something to do, ascending. */
export function workersWithWork(progress: readonly ShareProgress[]): number[] {
  return progress.filter(({ there, of }) => there < of).map(({ worker }) => worker);
}

/** Indices as Slurm's --array takes them: 0-3,7. */
export function arrayIndices(indices: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** Seconds of predicted work that a worker is worth its start for. */
const worthAWorker = 60;
/** Workers taken without being asked for. */
const mostByDefault = 16;

/**
 * Workers where none are asked for: one for every minute of work that is foreseen, at most 16, never more than there are parts.
 * @param seconds foreseen on one core
 */
export function defaultWorkers(seconds: number, parts: number, threads: number): number {
  const worthwhile = Math.ceil(seconds / (worthAWorker * threads));
  return Math.max(1, Math.min(parts, mostByDefault, Number.isFinite(worthwhile) ? worthwhile : mostByDefault));
}
