import type { ActivationSpec } from '../../model/activation.ts';
import { canonicalJson, sha256 } from '../../scenario/digest.ts';
import type { Draft } from '../../scenario/kind.ts';
import type { Path } from '../../scenario/located.ts';
import { sweepComplaint } from '../../scenario/sweep-messages.ts';
import type { KernelScenario } from '../kernel/kernel-scenario.ts';
import { maximumLayers } from '../kernel/language/depth-grid.ts';
import { resolveKernelScenario } from '../kernel/scenario.ts';
import type { Axis } from './language/sweep-values.ts';
import type { SweptField } from './language/window-schema.ts';
import type { SweepPoint, ValidityWindowScenario, WindowFields } from './window-scenario.ts';

/** More points than this are not one study. */
const mostPoints = 1000;
/** Depths of all points: each of them is checked. */
const mostDepths = 1_000_000;

interface SweepBase extends Pick<WindowFields, 'ensemble' | 'inputs' | 'theory' | 'save'> {
  /** null where the block is not valid. */
  readonly sampling: WindowFields['sampling'] | null;
  readonly axes: readonly Axis[];
  readonly seed: string;
}

/** The points of a sweep, last axis fastest; null when one of them is no valid ensemble (refused at the swept value). */
export async function pointsOf(draft: Draft, base: SweepBase): Promise<readonly SweepPoint[] | null> {
  const { axes } = base;
  const count = axes.reduce((product, axis) => product * axis.values.length, 1);
  if (count > mostPoints) {
    draft.refuse(['sweep'], sweepComplaint.tooManyPoints(mostPoints, count));
    return null;
  }
  const depths = 'count' in base.save ? base.save.count : base.save.times.length;
  if (count * depths > mostDepths) {
    draft.refuse(['save'], sweepComplaint.tooManyDepths(mostDepths, count, depths));
    return null;
  }
  const points: SweepPoint[] = [];
  for (let i = 0; i < count; i++) {
    const point = await pointOf(draft, base, positionOf(axes, i));
    if (point) points.push(point);
  }
  return points.length === count ? points : null;
}

function positionOf(axes: readonly Axis[], flat: number): number[] {
  const index: number[] = [];
  let rest = flat;
  for (const { values } of [...axes].reverse()) {
    index.unshift(rest % values.length);
    rest = Math.floor(rest / values.length);
  }
  return index;
}

/** A point is checked as the kernel scenario it stands for. */
async function pointOf(draft: Draft, base: SweepBase, index: readonly number[]): Promise<SweepPoint | null> {
  const values = Object.fromEntries(base.axes.map(({ field, values: all }, a) => [field, all[index[a]!]!]));
  const correlated = 'correlated' in base.inputs ? base.inputs.correlated : null;
  const { variance, correlation, ...ofEnsemble } = values;
  const kernel = await resolveKernelScenario({
    value: {
      ...{ format: 1, kind: 'kernel', name: 'point', purpose: 'one point of a sweep', seed: base.seed },
      ensemble: wholeLayers({ ...base.ensemble, ...ofEnsemble }, values),
      inputs: correlated
        ? {
            correlated: {
              ...correlated,
              ...(variance !== undefined && { variance }),
              ...(correlation !== undefined && { correlation }),
            },
          }
        : base.inputs,
      theory: base.theory,
      sampling: { ...samplingOf(base.sampling), networks: 32 },
      save: base.save,
    },
    readPoints: draft.readPoints,
    refuse: (path, words, within) => draft.refuse(placeOf(base.axes, index, path), words, within),
  });
  if (!kernel) return null;
  const digest = await sha256(`${base.seed}:${canonicalJson(values)}`);
  return {
    index,
    values,
    seed: String(BigInt(`0x${digest.slice(0, 16)}`)),
    ensemble: kernel.ensemble,
    save: kernel.save,
  };
}

/** What decides which engine samples a point, and whether it can. */
function samplingOf(sampling: WindowFields['sampling'] | null): Partial<WindowFields['sampling']> {
  if (sampling === null) return {};
  const { sampler, controlVariates, random, engine, precision } = sampling;
  return { sampler, controlVariates, random, ...(engine && { engine }), ...(precision && { precision }) };
}

/** Where ε or T is swept, ε moves to the nearest value that makes a whole number of layers. */
function wholeLayers(
  ensemble: WindowFields['ensemble'],
  swept: Readonly<Partial<Record<SweptField, number | ActivationSpec>>>,
): WindowFields['ensemble'] {
  const { residualScale, horizon, ...rest } = ensemble;
  const adjustable = 'residualScale' in swept || 'horizon' in swept;
  if (!adjustable || residualScale === undefined || horizon === undefined || rest.layers !== undefined) return ensemble;
  const layers = Math.max(1, Math.round(horizon / residualScale ** 2));
  return layers > maximumLayers ? ensemble : { ...rest, horizon, layers };
}

/** The place in the sweep of a complaint about a swept field; other complaints keep their place. */
function placeOf(axes: readonly Axis[], index: readonly number[], path: Path): Path {
  const [block, ...rest] = path;
  const name = block === 'inputs' ? rest[1] : rest[0];
  const axis = axes.findIndex(({ field }) => field === name);
  if (axis < 0 || (block !== 'ensemble' && block !== 'inputs')) return path;
  return ['sweep', axes[axis]!.field, index[axis]!];
}

/** The kernel scenario of a point. */
export function pointScenario(scenario: ValidityWindowScenario, point: SweepPoint, networks: number): KernelScenario {
  const { sampler, controlVariates, random, engine, precision, workers } = scenario.sampling;
  return {
    ...{ format: 1, kind: 'kernel', name: scenario.name, purpose: scenario.purpose, seed: point.seed },
    ensemble: point.ensemble,
    inputs: { kernel: point.ensemble.inputKernel.map((row) => [...row]) },
    theory: scenario.theory,
    sampling: { networks, sampler, controlVariates, random, engine, precision, workers },
    compare: { tolerance: scenario.window.tolerances[0]!, standardErrors: scenario.window.confidence },
    save: point.save,
  };
}

/** "width = 64", or "width = 64, weightVariance = 2": how a point is called in tables, rows and messages. */
export function pointLabel({ values }: Pick<SweepPoint, 'values'>): string {
  return Object.entries(values)
    .map(([field, value]) => `${field} = ${typeof value === 'object' ? value.expression : value}`)
    .join(', ');
}
