import { exactCollapse, linearisedCollapse } from './collapse-deletion.ts';
import { requireSameShape, totalMoments } from './combine-moments.ts';
import { type Deletion, deletionOf, productSquareWithout, squareNormWithout } from './deletion.ts';
import {
  completeSettings,
  type DynamicalRichness,
  projectionOf,
  type RichnessSettings,
  richnessOf,
} from './dynamical-richness.ts';
import { exactAlignment } from './exact-deletion.ts';
import { type JackknifeEstimate, jackknife } from './jackknife.ts';
import { initialAlignment } from './kernel-alignment.ts';
import { linearisedAlignment } from './linearised-deletion.ts';
import { classGeometry } from './neural-collapse.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';
import type { RowShape } from './rows.ts';

/** How a block is deleted; 'auto': exactly where that is cheap. */
export const jackknifeForms = ['auto', 'exact', 'linearised'] as const;

export interface MeasureSettings extends RichnessSettings {
  readonly jackknife: (typeof jackknifeForms)[number];
}

export interface RichnessMeasures {
  readonly richness: DynamicalRichness & JackknifeEstimate;
  /** S_init: centred CKA of Φ₀ and Φ; absent without initial features. */
  readonly initialAlignment?: JackknifeEstimate;
  /** NC1, absent without labels. */
  readonly collapseVariability?: JackknifeEstimate;
  /** NC2, the ETF defect, absent without labels. */
  readonly collapseFrame?: JackknifeEstimate;
  /** Blocks that were deleted one by one. */
  readonly blocks: number;
  /** Whether D_LR, NC1 and NC2 were taken to first order in the deleted block: then no bias is known. */
  readonly linearised: boolean;
  /** Whole sentences. */
  readonly warnings: readonly string[];
}

/** Multiplications from which on 'auto' takes deletions to first order: some seconds. */
const affordable = 5e9;

/**
 * Every scalar measure of the rows, with delete-one-block error bars.
 *
 * Blocks must be alike for error bars to mean something: rows in random order, or dealt out in turn; not sorted by class.
 * @param blocks whose rows together are those of `total`; may be compact; fewer than two: no error bars
 * @throws RichnessError where a measure is not defined for the rows, or the blocks do not make up the total
 */
export function richnessMeasures(
  total: RowMoments,
  blocks: readonly RowMoments[],
  settings: Partial<MeasureSettings> = {},
): RichnessMeasures {
  const chosen = { ...completeSettings(settings), jackknife: settings.jackknife ?? 'auto' };
  if (!jackknifeForms.includes(chosen.jackknife)) {
    throw new RichnessError(`jackknife: one of ${jackknifeForms.join(', ')} is expected; got ${chosen.jackknife}.`);
  }
  requireWhole(total, blocks);
  const linearised =
    chosen.jackknife === 'linearised' ||
    (chosen.jackknife === 'auto' && blocks.length * exactCost(total.shape) > affordable);
  const task: Task = {
    total,
    blocks,
    deletions: blocks.length < 2 ? [] : blocks.map((block) => deletionOf(total, block)),
  };
  const warnings: string[] = [];
  const alignment = total.shape.initialFeatures > 0 ? { initialAlignment: alignmentEstimate(task) } : {};
  const collapse = total.shape.classes > 0 ? collapseEstimates(task, linearised, warnings) : {};
  const richness = richnessEstimate(task, chosen, linearised);
  warnings.unshift(...richness.warnings);
  return { richness, ...alignment, ...collapse, blocks: task.deletions.length, linearised, warnings };
}

interface Task {
  readonly total: RowMoments;
  readonly blocks: readonly RowMoments[];
  /** None with fewer than two blocks. */
  readonly deletions: readonly Deletion[];
}

function requireWhole(total: RowMoments, blocks: readonly RowMoments[]): void {
  for (const block of blocks) requireSameShape(total.shape, block.shape);
  const rows = blocks.reduce((sum, block) => sum + block.count, 0);
  if (blocks.length === 0 || rows === total.count) return;
  throw new RichnessError(`error bars need the blocks that make up all ${total.count} rows; these have ${rows}.`);
}

/** Multiplications of one exact deletion. */
function exactCost({ features: p, outputs, classes }: RowShape): number {
  return 2 * outputs ** 2 * (p + outputs) + classes * p * (p + 2 * classes);
}

function richnessEstimate(task: Task, settings: RichnessSettings, linearised: boolean): RichnessMeasures['richness'] {
  const { total, blocks, deletions } = task;
  const projection = projectionOf(total, settings.rankTolerance);
  const found = richnessOf(projection, settings);
  if (deletions.length === 0) return { ...found, ...jackknife(found.value, [], []) };
  const alignment = (linearised ? linearisedAlignment : exactAlignment)(total, projection, settings.estimator);
  const deleted = deletions.map((deletion, j) => {
    const part = alignment(deletion);
    if (part === undefined) return richnessOf(projectionOf(others(blocks, j), settings.rankTolerance), settings).value;
    const { block, weight, features } = deletion;
    return 1 - part / squareNormWithout(total.features, block.features, weight, features);
  });
  return { ...found, ...estimate(task, found.value, deleted, linearised) };
}

const others = (blocks: readonly RowMoments[], j: number) => totalMoments(blocks.filter((_, i) => i !== j));

function estimate(
  { deletions }: Task,
  value: number,
  deleted: readonly number[],
  linearised: boolean,
): JackknifeEstimate {
  const counts = deletions.map(({ block }) => block.count);
  const found = jackknife(value, deleted, counts);
  return linearised ? { ...found, bias: Number.NaN } : found;
}

/** S_init is a ratio of norms of moments: its deletions are always exact. */
function alignmentEstimate(task: Task): JackknifeEstimate {
  const { total, deletions } = task;
  const deleted = deletions.map(({ block, weight, features, initial }) => {
    const cross = productSquareWithout(total.initialFeatures, block.initialFeatures, weight, initial, features);
    const own = squareNormWithout(total.initial, block.initial, weight, initial);
    return cross / own / squareNormWithout(total.features, block.features, weight, features);
  });
  return estimate(task, initialAlignment(total), deleted, false);
}

function collapseEstimates(task: Task, linearised: boolean, warnings: string[]) {
  const { total, deletions } = task;
  const geometry = classGeometry(total);
  const { variability, frame, rank } = geometry;
  const without = linearised ? linearisedCollapse(total, geometry) : exactCollapse(total);
  const deleted = deletions.map(without);
  const numbers = (of: 'variability' | 'frame') => deleted.map((found) => found?.[of] ?? Number.NaN);
  if (deleted.some((found) => found === undefined)) {
    warnings.push(
      'A block holds all rows of a class: NC1 and NC2 have no error bars. Put the rows in random order, or use fewer blocks.',
    );
  } else if (rank < total.shape.classes - 1) {
    warnings.push(
      `The class means span ${rank} directions instead of ${total.shape.classes - 1}: NC1 jumps where one more is counted, ` +
        'and its error bar may not be trusted.',
    );
  }
  return {
    collapseVariability: estimate(task, variability, numbers('variability'), linearised),
    collapseFrame: estimate(task, frame, numbers('frame'), linearised),
  };
}
