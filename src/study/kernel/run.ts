import { activationOf } from '../../model/activation.ts';
import type { Purpose } from '../../numeric/random/address.ts';
import type { Json } from '../../record/json.ts';
import type { SeriesRow } from '../../record/series.ts';
import { devicesOf } from '../../sample/engine/registry.ts';
import type { SamplingPlan } from '../../sample/plan.ts';
import type { StudyHost, StudyResult, StudyShared, StudyStopped } from '../host.ts';
import { kernelArrays } from './arrays.ts';
import type { KernelScenario } from './kernel-scenario.ts';
import { sampleSizeOf } from './language/sample-size.ts';
import { present } from './presentation/present.ts';
import { quadratureLabel } from './published-label.ts';
import { quadratureNotes } from './quadrature-note.ts';
import { type KernelSampling, sampleKernels } from './sampling/sample-kernels.ts';
import { closurePlan, samplingPlan } from './sampling/sampling-plan.ts';
import { engineLabel, samplingNotes, samplingSettings, samplingSummary } from './sampling/sampling-record.ts';
import { sampledRows, stochasticClosureRows, theoryRows } from './series-rows.ts';
import { partNames, runShare } from './shared-sampling.ts';
import { chainTolerance, infiniteWidthChain } from './theory/infinite-width.ts';
import type { TheorySolution } from './theory/solution.ts';
import { solveTheory } from './theory/solve-theory.ts';
import { initialSourceVerdicts, kernelVerdicts } from './verdicts.ts';

export { partNames, present };

/**
 * Theory, sampling and verdicts of one scenario; the sampling of a share, and nothing else, where the host names one.
 * @throws TheoryError, SolverError, SamplingError, EngineError with what was asked, how far it got, and what to change
 */
export async function run(
  scenario: KernelScenario,
  digest: string,
  host: StudyHost,
): Promise<StudyResult | StudyStopped | StudyShared> {
  if (host.share) return runShare(scenario, host, host.share);
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
  let closure: KernelSampling | null = null;
  if (sampling !== null) {
    host.report({ stage: 'theory', what: 'infinite-width chain' });
    const began = host.now();
    const plan = await samplingPlan(scenario, sampling, infiniteWidthChain(ensemble, activation, chainTolerance));
    seconds['infiniteWidthChain'] = host.now() - began;
    sampled = await sampleKernels(plan, sampleSizeOf(sampling), host);
    seconds['sampling'] = host.now() - began - seconds['infiniteWidthChain'];
    if (sampled === null) {
      return {
        stopped: 'stopped before anything was complete; no record was written. Run the same command again to go on.',
      };
    }
    if (sampling.gOnlyStochastic) {
      const closureBegan = host.now();
      closure = await sampleKernels(closurePlan(plan), { networks: sampling.gOnlyStochastic.networks }, host);
      seconds['gOnlyStochastic'] = host.now() - closureBegan;
    }
  }

  // A scenario may sample the closure instead of networks.
  const alone = sampled?.plan.sampler === 'g-only-stochastic';
  const networks = alone ? null : sampled;
  const stochastic = alone ? sampled : closure;
  const rows: SeriesRow[] = [
    ...(solution ? theoryRows(solution, inputs, save) : []),
    ...(networks ? sampledRows(networks.kernels, inputs, save) : []),
    ...(stochastic ? stochasticClosureRows(stochastic.kernels, inputs, save) : []),
  ];
  const asked = (sampled?.asked ?? 0) + (sampling?.gOnlyStochastic?.networks ?? 0);
  const done = (sampled?.sums.completed ?? 0) + (closure?.sums.completed ?? 0);
  const last = save.times.at(-1) ?? 0;
  const nodes = theory?.average?.gaussHermite;
  return {
    summary: {
      name: scenario.name,
      kind: scenario.kind,
      digest,
      quantities: rows,
      verdicts: [
        ...kernelVerdicts(rows, last, scenario.compare, nodes),
        ...(residuals ? initialSourceVerdicts(rows, scenario.compare) : []),
      ],
      notes: [
        ...(solution?.notes ?? []),
        ...quadratureNotes(rows, last, nodes),
        ...samplingNotes(sampled),
        ...samplingNotes(closure),
      ],
      ...(sampled && {
        more: {
          sampling: samplingSummary(sampled),
          ...(closure && { gOnlyStochastic: samplingSummary(closure) }),
        },
      }),
    },
    provenance: {
      used: usedSettings(solution, nodes, sampled, closure),
      ...engines(sampled, closure),
      ...streams(sampled, closure),
    },
    ...(sampled && { machine: { devices: await devicesOf([sampled.plan, ...(closure ? [closure.plan] : [])]) } }),
    arrays: kernelArrays(inputs, save, solution, networks, stochastic),
    seconds,
    interrupted: done < asked ? { done, of: asked, open: sampled?.sequential?.ending === 'stopped' } : null,
  };
}

/** Settings that the scenario leaves open, for the report. */
function usedSettings(
  solution: TheorySolution | null,
  nodes: number | undefined,
  sampled: KernelSampling | null,
  closure: KernelSampling | null,
): Json {
  const lines: { meaning: string; value: string }[] = [];
  for (const closure of solution?.closures ?? []) {
    if (closure.modeOrder !== null)
      lines.push({ meaning: `mode order of ${closure.closure}`, value: `${closure.modeOrder}` });
  }
  const works = (published: boolean) => {
    const own = solution?.closures.filter(({ source, closure }) => (source !== closure) === published);
    return new Set(own?.map(({ work }) => work));
  };
  for (const value of works(false)) lines.push({ meaning: 'integration over depth', value });
  for (const value of works(true)) {
    lines.push({ meaning: `integration over depth, ${quadratureLabel(nodes)}`, value });
  }
  if (solution)
    lines.push({
      meaning: 'largest error estimate of a Gaussian average',
      value: solution.averageError.toExponential(1),
    });
  for (const part of [sampled, closure]) if (part !== null) lines.push(...samplingSettings(part));
  return lines;
}

/** Streams that a sampler draws from. */
const purposes: Readonly<Record<SamplingPlan['sampler'], readonly Purpose[]>> = {
  'block-law': ['block-law'],
  'explicit-weights': ['explicit-weights', 'completion'],
  'g-only-stochastic': ['g-only-stochastic', 'chi-square'],
};

/** What computed the networks, and the runs of the closure. */
function engines(sampled: KernelSampling | null, closure: KernelSampling | null): Record<string, Json> {
  if (sampled === null) return {};
  const beside = closure && { gOnlyStochastic: engineLabel(closure.plan) };
  return { engines: { networks: engineLabel(sampled.plan), ...beside } };
}

/** Where every random word came from. */
function streams(sampled: KernelSampling | null, closure: KernelSampling | null): Record<string, Json> {
  if (sampled === null) return {};
  const { seed, random } = sampled.plan;
  const samplers = [sampled, closure].flatMap((part) => (part ? [part.plan.sampler] : []));
  return {
    streams: {
      seed,
      generator: random === 'xoshiro' ? 'xoshiro128++, 8 lanes seeded by Philox4x32-10' : 'Philox4x32-10',
      normals: 'Box–Muller on 32-bit words, groups of 16',
      address: '(seed, purpose, network)',
      purposes: samplers.flatMap((sampler) => purposes[sampler]),
    },
  };
}
