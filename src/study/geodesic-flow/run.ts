import { formatDepth, formatPercent } from '../../figure/format.ts';
import type { Json } from '../../record/json.ts';
import type { StudyHost, StudyResult, StudyStopped } from '../host.ts';
import { differenceOf, referenceOf } from './compare-paths.ts';
import { flowArrays } from './flow-arrays.ts';
import { flowProblem } from './flow-problem.ts';
import { flowRows } from './flow-rows.ts';
import type { FlowScenario } from './flow-scenario.ts';
import { agreementVerdict, pathVerdicts } from './flow-verdicts.ts';
import { followFlow } from './follow-flow.ts';
import { initialState } from './initial-state.ts';
import { integratorLabels, integratorNames } from './integrator-name.ts';
import { companionOf, exactStates, type JudgedPath, judgePath } from './judged-path.ts';
import { pause } from './pause.ts';
import { present } from './presentation/present.ts';

export { present };

/** Relative error of a path from which on a reader is told. */
const errorOfNote = 1e-3;

/**
 * The flow from (A_0, B_0) by every integrator of the scenario, each beside a companion that tells its error. An integrator
 * that does not reach the end leaves what it reached, and the result is `unsolved`.
 */
export async function run(
  scenario: FlowScenario,
  digest: string,
  host: StudyHost,
): Promise<StudyResult | StudyStopped> {
  const { model, integrators, until, save, stabiliser } = scenario;
  const { A, B } = initialState(scenario);
  const problem = flowProblem(model, A, B);
  const nodes = [...new Set([0, ...save, until])].sort((a, b) => a - b);
  const names = integratorNames(integrators);
  const labels = integratorLabels(integrators);
  const seconds: Record<string, number> = {};
  const paths: JudgedPath[] = [];
  for (const [i, integrator] of integrators.entries()) {
    const [name, label] = [names[i]!, labels[i]!];
    const follow = (part: string, one: typeof integrator, upTo: number) =>
      followFlow(problem, one, nodes.slice(0, upTo), until, {
        async proceed(p) {
          host.report({ stage: 'solving', part, state: `p = ${formatDepth(p)} of ${formatDepth(until)}` });
          await pause();
          return host.signal?.aborted !== true;
        },
      });
    const began = host.now();
    const path = await follow(label, integrator, nodes.length);
    if (path === null) return stopped;
    seconds[name] = host.now() - began;
    const companion = await follow(`${label}, its error`, companionOf(integrator), path.nodes.length);
    if (companion === null) return stopped;
    seconds[`${name}, its error`] = host.now() - began - seconds[name];
    paths.push(judgePath(problem, stabiliser.relative, { name, label, path, companion }));
  }

  const kept: ReadonlySet<number> = new Set(save);
  const reference = referenceOf(paths);
  const compared = paths.map((one) => ({
    one,
    difference: one === reference ? null : differenceOf(problem, one, reference),
  }));
  const exact = exactStates(problem, nodes);
  const failures = paths.flatMap(({ name, path }) => (path.failure ? [`${name}: ${path.failure.message}`] : []));
  return {
    summary: {
      name: scenario.name,
      kind: scenario.kind,
      digest,
      quantities: compared.flatMap(({ one, difference }) => flowRows(one, kept, difference?.values ?? null)),
      verdicts: [
        ...paths.flatMap((one) => pathVerdicts(problem, one, exact, until)),
        ...compared.flatMap(({ one, difference }) =>
          difference ? [agreementVerdict(one, reference, difference)] : [],
        ),
      ],
      notes: [...failures, ...paths.flatMap((one) => notesOf(one, model.activation === 'relu'))],
      more: { reference: reference.name, integrators: paths.map(workOf) },
    },
    provenance: { reference: reference.name, integrators: paths.map(workOf), ...streams(scenario) },
    arrays: flowArrays(problem, paths, kept),
    seconds,
    interrupted: null,
    ...(failures.length > 0 && { unsolved: failures.join('\n  ') }),
  };
}

const stopped: StudyStopped = {
  stopped: 'stopped before the flow reached its end; nothing was written. Run the same command again.',
};

function workOf({ name, path }: JudgedPath): Record<string, Json> {
  const { work, nodes, kinks, integrator, failure } = path;
  const { steps, rejected, evaluations, products, iterations, mostIterations } = work;
  return {
    name,
    reached: failure ? failure.reached : nodes.at(-1)!,
    ...{ steps, rejected, evaluations },
    ...(integrator.method === 'gauss-legendre' && { jacobianProducts: products, iterations, mostIterations }),
    kinks: kinks.length,
  };
}

function notesOf({ label, path, error, measures, cancellation }: JudgedPath, relu: boolean): string[] {
  const notes: string[] = [];
  const { nodes, integrator } = path;
  const unknown = error.findIndex(Number.isNaN);
  const worst = error.findIndex((one) => one > errorOfNote);
  if (unknown >= 0) {
    notes.push(
      `${label}: its companion stopped before p = ${formatDepth(nodes[unknown]!)}; from there on errors are not known.`,
    );
  }
  if (worst >= 0) {
    notes.push(
      `${label}: from p = ${formatDepth(nodes[worst]!)} on the path is known to ${formatPercent(error[worst]!)} or worse: errors grow with the flow. Take a smaller tolerance or more steps.`,
    );
  }
  const blind = measures.findIndex(({ coi }) => Number.isNaN(coi));
  if (blind >= 0) {
    notes.push(
      `${label}: at p = ${formatDepth(nodes[blind]!)} there are no energies in the metric of the kernel: σ(A) = 0, or stabiliser.relative is lost in rounding.`,
    );
  }
  if (cancellation >= 1) {
    notes.push(
      `${label}: the two parts of H grew to more than ${(1 / Number.EPSILON).toExponential(0)} times H itself, whose errors relative to |H₀| say nothing from there on.`,
    );
  }
  if (relu && integrator.method === 'gauss-legendre') {
    notes.push(`${label}: its steps go across the kinks of ReLU, where they lose their order.`);
  }
  return notes;
}

function streams({ initial, seed }: FlowScenario): Record<string, Json> {
  if (!('random' in initial)) return {};
  return {
    streams: {
      seed,
      generator: 'Philox4x32-10',
      normals: 'Box–Muller on 32-bit words, groups of 16',
      address: '(seed, purpose, matrix): 0 for A, 1 for B',
      purposes: ['initial-state'],
    },
  };
}
