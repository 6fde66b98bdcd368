import { runModuleTasksOnThreads } from '../parallel/module-tasks.ts';
import { canonicalJson, sha256 } from '../scenario/digest.ts';
import type { StudyHost, StudyShared, StudyStopped } from './host.ts';
import { inShare } from './in-share.ts';

/** What every worker of a study of trained networks is given at start. */
export interface TrainingSetup {
  /** Shared, one word: not 0 once the study is to stop. */
  readonly stop: Int32Array;
  /** Whether to say where a training is, so that it can be gone on with from there. */
  readonly keeps: boolean;
}

/** One network to train. */
export interface TrainingTask<Plan, State> {
  readonly plan: Plan;
  /** Where an earlier run was; null from the beginning. */
  readonly from: State | null;
}

/** What a worker says on the way: how far it is, or where to go on from. */
export type TrainingNote<State> = { readonly said: string } | { readonly state: State };

/** A network that is done, or one that was stopped on the way. */
export type TrainingOutcome<State, Result> = { readonly done: Result } | { readonly stopped: State };

/** A network of a study. */
export interface NetworkPoint<Plan> {
  readonly plan: Plan;
  /** For the display of progress. */
  readonly label: string;
  /** All that the network depends on, besides the code. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** Work, in any unit: the longest are begun first. */
  readonly work: number;
}

/** How networks are trained and kept. */
export interface NetworkKind<Setup extends TrainingSetup, State, Result> {
  /** Its `open(setup)` runs `TrainingTask`s to `TrainingOutcome`s. */
  readonly module: URL;
  /** What the module is given beside `TrainingSetup`. */
  readonly setup: Omit<Setup, keyof TrainingSetup>;
  readonly result: Codec<Result>;
  readonly state: Codec<State>;
}

/** `decode` is null for anything that `encode` did not write. */
interface Codec<Value> {
  encode(value: Value): Uint8Array;
  decode(bytes: Uint8Array): Value | null;
}

/** Networks by position; `undefined` for those that a stop left undone, and those of other shares. */
export interface ComputedNetworks<Result> {
  readonly results: readonly (Result | undefined)[];
  /** Trainings that were gone on with from where an earlier run had stopped. */
  readonly continued: number;
}

/**
 * All networks of a study, one on each worker thread at a time. Each is kept as soon as it is done, and now and then on the
 * way, under names that say what it depends on: what is there is not done again. Results do not depend on how many
 * threads there are, or on how often the study was stopped.
 */
export async function computeNetworks<Plan, Setup extends TrainingSetup, State, Result>(
  points: readonly NetworkPoint<Plan>[],
  kind: NetworkKind<Setup, State, Result>,
  host: StudyHost,
): Promise<ComputedNetworks<Result>> {
  const { parts, code, signal, report } = host;
  const results: (Result | undefined)[] = points.map(() => undefined);
  const tasks: (TrainingTask<Plan, State> & { readonly at: number; readonly name: string })[] = [];
  for (const [at, point] of points.entries()) {
    if (host.share && !inShare(at, host.share)) continue;
    const { plan } = point;
    const name = await nameOf(point, code);
    const kept = await parts?.read(networkFile(name));
    results[at] = (kept && kind.result.decode(kept)) ?? undefined;
    if (results[at]) continue;
    const state = await parts?.read(`${name}.training`);
    tasks.push({ plan, from: (state && kind.state.decode(state)) ?? null, at, name });
  }
  tasks.sort((a, b) => points[b.at]!.work - points[a.at]!.work || a.at - b.at);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const onAbort = () => Atomics.store(stop, 0, 1);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  // One after the other, so that the later of two states is the one that stays.
  let kept: Promise<void> = Promise.resolve();
  const keep = (name: string, content: () => Uint8Array) => {
    kept = kept.then(() => parts?.write(name, content()));
    // The error is thrown where the chain is awaited.
    kept.catch(() => {});
  };
  const onNote = (note: TrainingNote<State>, index: number) => {
    const { at, name } = tasks[index]!;
    if ('state' in note) {
      keep(`${name}.training`, () => kind.state.encode(note.state));
      return;
    }
    const several = points.length > 1 ? ` (${at + 1} of ${points.length})` : '';
    report({ stage: 'solving', part: `${points[at]!.label}${several}`, state: note.said });
  };
  try {
    await runModuleTasksOnThreads<TrainingSetup, TrainingTask<Plan, State>, TrainingOutcome<State, Result>>({
      module: kind.module,
      setup: { ...kind.setup, stop, keeps: parts !== undefined },
      workers: host.workers,
      tasks: tasks.map(({ plan, from }) => ({ plan, from })),
      label: (index) => `the network "${points[tasks[index]!.at]!.label}"`,
      signal,
      onNote: (note, index) => onNote(note as TrainingNote<State>, index),
      onResult: (outcome, index) => {
        const { at, name } = tasks[index]!;
        if ('stopped' in outcome) {
          keep(`${name}.training`, () => kind.state.encode(outcome.stopped));
          return;
        }
        results[at] = outcome.done;
        keep(networkFile(name), () => kind.result.encode(outcome.done));
        // What stands in the way of a state is no longer needed.
        keep(`${name}.training`, () => new Uint8Array());
      },
    });
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await kept;
  }
  return { results, continued: tasks.filter(({ from }) => from !== null).length };
}

/** SHA-256 of all that a network depends on. */
function nameOf({ identity }: NetworkPoint<unknown>, code: string | undefined): Promise<string> {
  return sha256(canonicalJson({ ...identity, code: code ?? '' }));
}

function networkFile(name: string): string {
  return `${name}.network`;
}

/** The file name of every network of a study, once it is done. */
export function networkNames(points: readonly NetworkPoint<unknown>[], code: string | undefined): Promise<string[]> {
  return Promise.all(points.map(async (point) => networkFile(await nameOf(point, code))));
}

/** What a study says that computed a share of its networks. */
export function sharedNetworks(results: readonly unknown[], share: NonNullable<StudyHost['share']>): StudyShared {
  const own = results.filter((_, at) => inShare(at, share));
  return { shared: { done: own.filter((result) => result !== undefined).length, of: own.length } };
}

/** What a study says that was stopped before all of its networks were done. */
export function stoppedAfter(done: number, of: number): StudyStopped {
  return {
    stopped: `stopped after ${done} of ${of} networks; they are kept, and so is where the others were. Run the same command again to go on from there.`,
  };
}

/** Every warning once, with how many networks say it. */
export function warningsOf(results: readonly { readonly warnings: readonly string[] }[]): string[] {
  const counts = new Map<string, number>();
  for (const { warnings } of results) {
    for (const warning of new Set(warnings)) counts.set(warning, (counts.get(warning) ?? 0) + 1);
  }
  return [...counts].map(([warning, count]) => (count === 1 ? warning : `${warning} (${count} networks)`));
}
