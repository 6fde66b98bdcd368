import { activationOf } from '../../model/activation.ts';
import type { Json } from '../../record/json.ts';
import type { SeriesRow } from '../../record/series.ts';
import type { StudyHost, StudyResult } from '../host.ts';
import { kernelArrays } from './arrays.ts';
import { present } from './presentation/present.ts';
import { type KernelSampling, sampleKernels, samplingPlan, varianceReduction } from './sampling/sample-kernels.ts';
import type { KernelScenario } from './scenario.ts';
import { sampledRows, theoryRows } from './series-rows.ts';
import { infiniteWidthChain } from './theory/infinite-width.ts';
import type { TheorySolution } from './theory/solution.ts';
import { solveTheory } from './theory/solve-theory.ts';
import { initialSourceVerdicts, kernelVerdicts } from './verdicts.ts';

export { present };

/** Gaussian averages of the chain that drives the samplers. */
const chainTolerance = 1e-12;

/**
 * Theory, sampling and verdicts of one scenario.
 * @returns null when the run was stopped before anything was sampled
 * @throws TheoryError, SolverError, SamplingError with what was asked, how far it got, and what to change
 */
export async function run(scenario: KernelScenario, digest: string, host: StudyHost): Promise<StudyResult | null> {
  const { ensemble, theory, sampling, save } = scenario;
  const inputs = ensemble.inputKernel.length;
  const residuals = sampling?.residuals === true;
  const activation = await activationOf(ensemble.activation);
  const seconds: Record<string, number> = {};

  let solution: TheorySolution | null = null;
  if (theory !== null) {
    host.report({ stage: 'theory', what: theory.closures.join(', ') });
    const began = host.now();
    solution = solveTheory(ensemble, activation, { ...theory, residuals }, save);
    seconds['theory'] = host.now() - began;
  }

  let sampled: KernelSampling | null = null;
  if (sampling !== null) {
    host.report({ stage: 'theory', what: 'infinite-width chain' });
    const began = host.now();
    const plan = samplingPlan(scenario, sampling, infiniteWidthChain(ensemble, activation, chainTolerance));
    seconds['infiniteWidthChain'] = host.now() - began;
    sampled = await sampleKernels(plan, sampling.networks, host);
    seconds['sampling'] = host.now() - began - seconds['infiniteWidthChain'];
    if (sampled === null) return null;
  }

  const rows: SeriesRow[] = [
    ...(solution ? theoryRows(solution, inputs, save) : []),
    ...(sampled ? sampledRows(sampled.kernels, inputs, save) : []),
  ];
  const done = sampled?.sums.completed ?? 0;
  return {
    summary: {
      name: scenario.name,
      kind: scenario.kind,
      digest,
      quantities: rows,
      verdicts: [
        ...kernelVerdicts(rows, save.times.at(-1) ?? 0, scenario.compare),
        ...(residuals ? initialSourceVerdicts(rows, scenario.compare) : []),
      ],
      notes: [...(solution?.notes ?? []), ...samplingNotes(sampled)],
      ...(sampled && { more: { sampling: samplingSummary(sampled) } }),
    },
    provenance: { used: usedSettings(solution, sampled), ...streams(sampled) },
    arrays: kernelArrays(inputs, save, solution, sampled?.kernels ?? null),
    seconds,
    interrupted: sampled !== null && done < sampled.asked ? { done, of: sampled.asked } : null,
  };
}

function samplingSummary(sampled: KernelSampling): Json {
  const { sums, asked } = sampled;
  const reduction = varianceReduction(sampled);
  return {
    networks: sums.networks,
    asked,
    diverged: { count: sums.diverged.length, first: sums.diverged.slice(0, 100).map((one) => ({ ...one })) },
    zeroPivots: sums.deficientPivots,
    varianceReduction: reduction && { ...reduction },
  };
}

function samplingNotes(sampled: KernelSampling | null): string[] {
  if (sampled === null) return [];
  const { sums, asked, plan } = sampled;
  const notes: string[] = [];
  if (sums.completed < asked) notes.push(`Stopped early: ${sums.completed} of ${asked} networks.`);
  const first = sums.diverged[0];
  if (first !== undefined) {
    notes.push(
      `${sums.diverged.length} of ${sums.completed} networks diverged and are left out of every average, which is biased by it; the first is network ${first.network}, at layer ${first.layer}.`,
    );
  }
  if (sums.deficientPivots > 0) {
    const perFactor = sums.deficientPivots / (sums.completed * plan.ensemble.layers);
    notes.push(
      `The conditional covariance Q was singular: ${sums.deficientPivots} Cholesky pivots (${perFactor.toPrecision(3)} per layer) were zero to rounding and their directions received no noise, which is their exact law.`,
    );
  }
  return notes;
}

/** Settings that the scenario leaves open, for the report. */
function usedSettings(solution: TheorySolution | null, sampled: KernelSampling | null): Json {
  const lines: { meaning: string; value: string }[] = [];
  for (const closure of solution?.closures ?? []) {
    if (closure.modeOrder !== null)
      lines.push({ meaning: `mode order of ${closure.closure}`, value: `${closure.modeOrder}` });
  }
  for (const work of new Set(solution?.closures.map((closure) => closure.work))) {
    lines.push({ meaning: 'integration over depth', value: work });
  }
  if (solution)
    lines.push({
      meaning: 'largest error estimate of a Gaussian average',
      value: solution.averageError.toExponential(1),
    });
  if (sampled) {
    lines.push({ meaning: 'networks in the averages', value: `${sampled.sums.networks} of ${sampled.asked}` });
    const reduction = varianceReduction(sampled);
    if (reduction) {
      lines.push({
        meaning: 'variance reduction by control variates at the last depth',
        value: `K1[0,0] × ${reduction.K1.toPrecision(3)}, V4[0,0,0,0] × ${reduction.V4.toPrecision(3)}`,
      });
    }
  }
  return lines;
}

/** Where every random word came from. */
function streams(sampled: KernelSampling | null): Record<string, Json> {
  if (sampled === null) return {};
  const { seed, sampler, random } = sampled.plan;
  return {
    streams: {
      seed,
      generator: random === 'xoshiro' ? 'xoshiro128++, 8 lanes seeded by Philox4x32-10' : 'Philox4x32-10',
      normals: 'Box–Muller on 32-bit words, groups of 16',
      address: '(seed, purpose, network)',
      purposes: sampler === 'block-law' ? ['block-law'] : ['explicit-weights', 'completion'],
    },
  };
}
