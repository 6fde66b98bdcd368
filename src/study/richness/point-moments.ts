import { runModuleTasks } from '../../parallel/module-tasks.ts';
import { addMoments } from '../../theory/richness/combine-moments.ts';
import { compactMoments, type RowMoments } from '../../theory/richness/row-moments.ts';
import type { StudyHost } from '../host.ts';
import { type ClassLabels, classColumnsOf } from './class-labels.ts';
import { DataError } from './data-error.ts';
import { faultText } from './fault-text.ts';
import type { BlockMoments, DataFault, MomentsSetup } from './moments-task.ts';
import { filesOf, momentWork, placesOf, planOf, shapeOf } from './point-files.ts';
import { type MeasuredPoint, pointName } from './points.ts';
import type { RichnessScenario } from './richness-scenario.ts';

/** Everything that is measured of one network is a function of these. */
export interface PointMoments {
  readonly total: RowMoments;
  /** Of every block, compact: for its difference from the others. */
  readonly blocks: readonly RowMoments[];
  /** Rows whose largest output is that of their label; null where labels do not number the outputs. */
  readonly correct: number | null;
}

/** Multiply–adds from which on threads pay for being started. */
const workWorthThreads = 4e9;

/**
 * Moments of all blocks of a network, on threads where that pays, added in the order of the blocks: the bits do not depend on
 * how many threads there are. Null when stopped.
 * @param threads by default those of the host, where there is work for them
 * @throws DataError for numbers that cannot be used
 */
export async function pointMoments(
  point: MeasuredPoint,
  scenario: RichnessScenario,
  labels: ClassLabels | null,
  host: StudyHost,
  threads?: number,
): Promise<PointMoments | null> {
  const arrays = filesOf(point, scenario);
  const shape = shapeOf(arrays, labels);
  const classColumns = labels && point.outputs ? classColumnsOf(labels, point.outputs.shape[1]) : null;
  const setup: MomentsSetup = {
    places: placesOf(arrays, host),
    shape,
    plan: planOf(scenario),
    classes: labels?.classes ?? null,
    classColumns,
  };
  const stop = new AbortController();
  const stopToo = () => stop.abort();
  host.signal?.addEventListener('abort', stopToo);
  if (host.signal?.aborted) stop.abort();
  const sum = new BlockSum();
  let done = 0;
  let fault: DataFault | null = null;
  try {
    await runModuleTasks<MomentsSetup, number, BlockMoments>({
      module: new URL('./moments-task.js', import.meta.url),
      setup,
      workers: threads ?? (momentWork(shape, scenario.rows) < workWorthThreads ? 1 : host.workers),
      tasks: Array.from({ length: scenario.blocks }, (_, block) => block),
      signal: stop.signal,
      onResult: (result, block) => {
        if ('fault' in result) {
          fault ??= result.fault;
          stop.abort();
          return;
        }
        sum.add(block, result);
        done++;
        host.report({ stage: 'solving', part: pointName(point), state: `block ${done} of ${scenario.blocks}` });
      },
    });
  } finally {
    host.signal?.removeEventListener('abort', stopToo);
  }
  if (fault) throw new DataError(faultText(fault, arrays, setup.places));
  if (sum.count < scenario.blocks) return null;
  return { total: sum.total!, blocks: sum.blocks, correct: classColumns && sum.correct };
}

/** Adds blocks in their order, whatever order they come in. */
class BlockSum {
  total: RowMoments | undefined;
  readonly blocks: RowMoments[] = [];
  correct = 0;
  readonly #waiting = new Map<number, RowMoments>();

  get count(): number {
    return this.blocks.length;
  }

  add(block: number, { moments, correct }: { readonly moments: RowMoments; readonly correct: number }): void {
    this.correct += correct;
    this.#waiting.set(block, moments);
    for (let next = this.#waiting.get(this.count); next; next = this.#waiting.get(this.count)) {
      this.#waiting.delete(this.count);
      this.total = this.total ? addMoments(this.total, next) : next;
      this.blocks.push(compactMoments(next));
    }
  }
}
