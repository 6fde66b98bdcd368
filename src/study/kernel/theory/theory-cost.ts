import type { Ensemble } from '../../../model/ensemble.ts';
import { distinctCount } from '../../../theory/kernel/distinct-inputs.ts';
import { kernelLayout } from '../../../theory/kernel/layout.ts';
import { modeTable } from '../../../theory/kernel/mode-table.ts';
import { pairTables } from '../../../theory/kernel/pairs.ts';
import { cutsOf, workingOrder } from '../../../theory/kernel/truncation.ts';
import type { TheoryOptions } from './solution.ts';

/** Memory above which the theory is refused, bytes. */
const memoryLimit = 4 * 2 ** 30;
/** Where `auto` starts, which is what is predicted for it. */
const firstAutomaticOrder = 16;
/** Activations whose modes of odd rank vanish; expressions are taken to have them all, which overestimates some. */
const evenProducts: ReadonlySet<unknown> = new Set(['identity', 'tanh', 'erf']);

/** Work and memory foreseen for the theory of an ensemble. */
export interface TheoryCost {
  readonly unknowns: number;
  readonly bytes: number;
  /** Rough: one core of 2020, inputs not nearly collinear. */
  readonly seconds: number;
  /** Why the theory would not be started; null when it would. */
  readonly refusal: string | null;
}

/** Work and memory of `solveTheory`; for `modeOrder: auto`, of the first order tried. */
export function predictTheoryCost(ensemble: Ensemble, options: TheoryOptions, depths = 41): TheoryCost {
  const { depth, residuals = false } = options;
  if (options.closures.length === 0) return { unknowns: 0, bytes: 0, seconds: 0, refusal: null };
  const inputs = distinctCount(ensemble.inputKernel);
  const modeOrder = options.modeOrder === 'auto' ? firstAutomaticOrder : options.modeOrder;
  const closures = options.closures.filter((closure) => closure !== 'path');
  const path = closures.length < options.closures.length ? pathCost(ensemble) : { bytes: 0, seconds: 0 };
  const exact = closures.includes('exact');
  const evenOnly = evenProducts.has(ensemble.activation);
  const order = exact ? workingOrder(modeOrder) : 0;
  const pairCount = (inputs * (inputs + 1)) / 2;
  // Index tables alone grow like N⁴: no need to build them for what is refused anyway.
  if (8 * pairCount ** 2 > memoryLimit) return refused(pairCount ** 2, 8 * pairCount ** 2, Infinity, inputs, order);
  const pairs = pairTables(inputs);
  const layout = kernelLayout(pairs, closures, modeTable(pairs, order, evenOnly), cutsOf(modeOrder, evenOnly));
  const unknowns = layout.size;
  // ODEX keeps about 20 vectors and 230 numbers for each component with dense output; saved states come on top.
  // For the residual of the V4 equation all unknowns are kept, and each saved depth ends a step: no dense output.
  const kept = residuals ? unknowns : layout.U;
  const dense = residuals ? 0 : layout.U;
  const working = depth === 'continuous' ? 8 * (20 * unknowns + 230 * dense) : 8 * 4 * unknowns;
  const bytes = working + 8 * kept * depths + 8 * pairCount ** 2 + path.bytes;
  const seconds =
    (evaluationSeconds(inputs, order, unknowns) + ruleSeconds(inputs, options)) *
      evaluations(ensemble, options, depths) +
    (depth === 'continuous' ? 0.5e-9 * depths * dense ** 2 : 0) +
    path.seconds;
  if (bytes > memoryLimit) return refused(unknowns, bytes, seconds, inputs, order);
  return { unknowns, bytes, seconds, refusal: null };
}

function refused(unknowns: number, bytes: number, seconds: number, inputs: number, order: number): TheoryCost {
  const refusal =
    `the theory of ${inputs} distinct inputs${order > 0 ? ` at mode order ${order}` : ''} has ${unknowns} unknowns and would need about ` +
    `${(bytes / 2 ** 30).toPrecision(3)} GiB; the limit is ${memoryLimit / 2 ** 30} GiB. Use fewer inputs${order > 0 ? ', a lower theory.modeOrder, or leave out the closure "exact"' : ''}, or save fewer depths.`;
  return { unknowns, bytes, seconds, refusal };
}

/** One evaluation: symmetric powers between pairs of pairs, averages of each pair, and a pass over the unknowns. */
function evaluationSeconds(inputs: number, order: number, unknowns: number): number {
  const couples = (inputs * (inputs - 1)) / 2;
  const powers = (couples * (couples - 1)) / 2;
  const pairAverages = couples * (1e-4 + 1.2e-7 * order ** 2 + 3e-10 * order ** 3);
  return 2e-5 * inputs + pairAverages + powers * 2.5e-9 * order ** 3 + 25e-9 * unknowns;
}

/** One evaluation of the fixed rule over every pair of inputs. */
function ruleSeconds(inputs: number, { average }: TheoryOptions): number {
  return average === undefined ? 0 : ((inputs * (inputs - 1)) / 2) * average.gaussHermite ** 2 * 7e-8;
}

/**
 * The path theory: averages of each layer, and of each pair of layers; the coefficients of every layer are kept. How many
 * coefficients there are depends on K0, which is not known beforehand; expressions are taken to have kinks.
 */
function pathCost({ activation, layers }: Ensemble): { bytes: number; seconds: number } {
  const closed = activation === 'identity' || activation === 'relu' || activation === 'leaky-relu';
  const terms = closed ? 1 : typeof activation === 'string' ? 128 : 1024;
  const layerSeconds = closed ? 0 : 2e-8 * terms ** 2;
  return {
    bytes: 8 * layers * (terms + 4),
    seconds: layers * layerSeconds + 0.5 * layers ** 2 * (3e-8 + 6e-9 * terms),
  };
}

function evaluations(ensemble: Ensemble, { depth, tolerance, residuals }: TheoryOptions, depths: number): number {
  if (depth === 'layers') return ensemble.layers;
  return (residuals ? 65 * depths : 0) + 100 + 25 * Math.max(1, ensemble.horizon) * Math.max(2, -Math.log10(tolerance));
}
