import { formatNumber } from '../../../figure/format.ts';
import { depthTime } from '../../../model/ensemble.ts';
import type { Json } from '../../../record/json.ts';
import type { SamplingPlan } from '../../../sample/plan.ts';
import { type KernelSampling, type SequentialOutcome, varianceReduction } from './sample-kernels.ts';

/** Error of an average taken while sampling, relative, from which on a reader is told. */
const averageErrorOfNote = 1e-9;

/** What summary.json says about one sampling. */
export function samplingSummary(sampled: KernelSampling): Json {
  const { sums, asked, plan, sequential } = sampled;
  const reduction = varianceReduction(sampled);
  return {
    networks: sums.networks,
    asked,
    ...(sequential && { until: sequentialSummary(plan, sequential) }),
    diverged: { count: sums.diverged.length, first: sums.diverged.slice(0, 100).map((one) => ({ ...one })) },
    zeroPivots: sums.deficientPivots,
    varianceReduction: reduction && { ...reduction },
    ...(plan.sampler === 'g-only-stochastic' && { averageError: sums.averageError }),
  };
}

function sequentialSummary(
  plan: SamplingPlan,
  { goal, atMost, looks, ending, standardError }: SequentialOutcome,
): Json {
  const { quantity, component, standardError: asked } = goal;
  return {
    ...{ quantity, component, t: lastDepth(plan), standardErrorAsked: asked, standardErrorReached: standardError },
    ...{ reached: ending === 'reached', atMost, looks: looks.map((look) => ({ ...look })) },
  };
}

function lastDepth({ ensemble, savedLayers }: SamplingPlan): number {
  return depthTime(ensemble, savedLayers.at(-1) ?? 0);
}

/** What a reader must know beside the numbers. */
export function samplingNotes(sampled: KernelSampling | null): string[] {
  if (sampled === null) return [];
  const { sums, asked, plan, sequential } = sampled;
  const notes: string[] = [];
  const closure = plan.sampler === 'g-only-stochastic';
  const what = closure ? 'runs of the G-only stochastic closure' : 'networks';
  if (sums.completed < asked)
    notes.push(`Stopped early: ${sums.completed} of ${sequential ? 'at most ' : ''}${asked} ${what}.`);
  else if (sequential?.ending === 'most') {
    notes.push(
      `${sums.completed} ${what}, the most allowed (sampling.atMost), left ${errorText(plan, sequential)}; ${sequential.goal.standardError} was asked for.`,
    );
  }
  const first = sums.diverged[0];
  if (first !== undefined) {
    notes.push(
      `${sums.diverged.length} of ${sums.completed} ${what} diverged and are left out of every average, which is biased by it; the first is ${closure ? 'run' : 'network'} ${first.network}, at layer ${first.layer}; arrays.npz lists them all.`,
    );
  }
  if (sums.deficientPivots > 0) {
    const perFactor = sums.deficientPivots / (sums.completed * plan.ensemble.layers);
    notes.push(
      `The conditional covariance ${closure ? 'F(G)' : 'Q'} was singular: ${sums.deficientPivots} Cholesky pivots (${perFactor.toPrecision(3)} per layer) were zero to rounding and their directions received no noise, which is their exact law.`,
    );
  }
  if (sums.averageError > averageErrorOfNote) {
    notes.push(
      `Some Gaussian averages of the G-only stochastic closure reached only a relative accuracy of ${sums.averageError.toExponential(1)}: the activation has kinks or inputs are nearly collinear.`,
    );
  }
  return notes;
}

function errorText(plan: SamplingPlan, { goal, standardError }: SequentialOutcome): string {
  return `a standard error of ${goal.quantity}[${goal.component}](${lastDepth(plan)}) of ${formatNumber(standardError, 3)}`;
}

/** Settings that the scenario leaves open, for the report. */
export function samplingSettings(sampled: KernelSampling): { meaning: string; value: string }[] {
  const { sums, asked, plan, sequential } = sampled;
  const ofClosure = plan.sampler === 'g-only-stochastic';
  const suffix = ofClosure ? ', G-only stochastic closure' : '';
  const what = ofClosure ? 'runs' : 'networks';
  const most = sequential?.ending === 'stopped' ? 'at most ' : '';
  const lines = [
    { meaning: `engine${suffix}`, value: engineLabel(plan) },
    { meaning: `${what} in the averages${suffix}`, value: `${sums.networks} of ${most}${asked}` },
  ];
  if (sequential) {
    const { goal, looks, standardError } = sequential;
    lines.push({
      meaning: `standard error of ${goal.quantity}[${goal.component}](${lastDepth(plan)})`,
      value: `${formatNumber(standardError, 3)}, ${goal.standardError} asked for; looks after ${looks.map(({ networks }) => networks).join(', ')} ${what}`,
    });
  }
  const reduction = varianceReduction(sampled);
  if (reduction) {
    lines.push({
      meaning: `variance reduction by control variates at the last depth${suffix}`,
      value: `K1[0,0] × ${reduction.K1.toPrecision(3)}, V4[0,0,0,0] × ${reduction.V4.toPrecision(3)}`,
    });
  }
  if (ofClosure) {
    const value = sums.averageError.toExponential(1);
    lines.push({ meaning: `largest error estimate of a Gaussian average${suffix}`, value });
  }
  return lines;
}

/** "threads, float32": what computed the networks. The same plan names the same engine everywhere. */
export function engineLabel({ engine, precision }: Pick<SamplingPlan, 'engine' | 'precision'>): string {
  return `${engine}, ${precision}`;
}
