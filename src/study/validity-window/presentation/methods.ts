import type { MethodLine, MethodSection } from '../../../figure/report.ts';
import { isJsonArray, isJsonObject, type Json } from '../../../record/json.ts';
import {
  engineSentence,
  engineWords,
  ensembleFormulas,
  quantitySection,
  theorySection,
} from '../../kernel/presentation/methods.ts';
import { pointLabel } from '../points.ts';
import type { ValidityWindowScenario } from '../window-scenario.ts';

/** How the numbers of a validity window were made. */
export function windowMethods(
  scenario: ValidityWindowScenario,
  provenance: Readonly<Record<string, Json>>,
): MethodSection[] {
  return [
    sweepSection(scenario),
    quantitySection,
    theorySection(scenario),
    edgeSection(scenario),
    pointSection(scenario, provenance),
    {
      title: 'Provenance',
      sentences: [
        'The same scenario, the same number of refinement rounds and the same version of odepth give the same numbers to the last bit, whatever the number of workers and however often a run was interrupted. Every point has random streams of its own: its seed follows from the scenario seed and the swept values.',
      ],
      lines: [{ meaning: 'seed', value: scenario.seed }],
    },
  ];
}

function sweepSection({ ensemble, inputs, sweep }: ValidityWindowScenario): MethodSection {
  const given = Object.entries({ ...ensemble, ...('correlated' in inputs ? inputs.correlated : {}) });
  const lines: MethodLine[] = [
    ...sweep.map(({ field, values }) => ({
      meaning: `swept: ${field}`,
      value: values.map((value) => (typeof value === 'object' ? value.expression : value)).join(', '),
    })),
    ...given.flatMap(([meaning, value]) =>
      value === undefined ? [] : [{ meaning, value: typeof value === 'object' ? value.expression : String(value) }],
    ),
  ];
  return { title: 'Sweep', formulas: ensembleFormulas, lines };
}

function edgeSection({ window, sampling }: ValidityWindowScenario): MethodSection {
  return {
    title: 'Window edges',
    formulas: ['e(t) = ‖X_{theory} − X_{sampled}‖ / ‖X_{sampled}‖,  s(t) its standard error'],
    sentences: [
      window.component === 'norm'
        ? 'Norms run over all components (Frobenius); the error of a norm is the norm of the errors, which holds whatever the correlations between components.'
        : 'Only the component of the first input is followed.',
      'The window of a theory at tolerance τ ends at the first saved depth with e − z s > τ; it surely reaches every depth up to which e + z s ≤ τ. Where these two are not neighbours the edge is bracketed, not known: more networks would decide it (odepth run --refine).',
      'Depths are judged from the first on at which sampling could confirm the theory (z s ≤ τ) or refutes it; near t = 0, where K₁ and U₁ vanish, a relative error may say nothing.',
      'With every round of refinement a point is looked at once more; the k-th look uses a z whose one-sided chance of error is that of the first divided by k², so that repeated looks keep the stated confidence.',
      engineSentence(sampling),
    ],
    lines: [
      { symbol: 'τ', meaning: 'tolerances', value: window.tolerances.join(', ') },
      { symbol: 'z', meaning: 'standard errors by which a decision is clear', value: String(window.confidence) },
      { meaning: 'sampler', value: sampling.sampler },
      { meaning: 'control variates', value: sampling.controlVariates ? 'yes' : 'no' },
      { meaning: 'random stream', value: `${sampling.random}, addressed by seed, purpose and network` },
      { meaning: 'engine', value: engineWords(sampling) },
    ],
  };
}

function pointSection(scenario: ValidityWindowScenario, provenance: Readonly<Record<string, Json>>): MethodSection {
  const points = provenance['points'];
  const known = isJsonArray(points) ? points : [];
  return {
    title: 'Points',
    lines: scenario.points.map((point, i) => {
      const used = known[i];
      const { layers, residualScale, horizon } = point.ensemble;
      const engine = isJsonObject(used) && used['engine'] !== undefined ? ` (${used['engine']})` : '';
      const networks = isJsonObject(used) ? `${used['networks']} networks${engine}, ` : '';
      return {
        meaning: pointLabel(point),
        value: `${networks}${layers} layers of ε = ${residualScale}, T = ${horizon}`,
      };
    }),
  };
}
