import { formatDepth } from '../../../figure/format.ts';
import type { MethodLine, MethodSection } from '../../../figure/report.ts';
import type { FlowIntegrator, FlowScenario } from '../flow-scenario.ts';
import { integratorLabels } from '../integrator-name.ts';

/** How the numbers of a flow were made. */
export function flowMethods(scenario: FlowScenario): MethodSection[] {
  const relu = scenario.model.activation === 'relu';
  return [
    flowSection(scenario),
    {
      title: 'Integrators',
      lines: integratorLines(scenario),
      sentences: [
        'Every kept depth is the end of a step of every integrator: nothing is interpolated. ∫ ‖∂A‖_F dp and ∫ 2L̃ ‖W bias column‖^2 dp are integrated along with A and B.',
        'odex: extrapolation of the explicit midpoint rule, variable in order and step; the local error of every step is kept below the tolerance times 1 + |y|, in the mean square over components.',
        ...(relu
          ? [
              'For ReLU odex takes every step with the signs of A frozen, so that it sees a smooth flow and keeps its order; a step in which an entry of A changes its sign is cut there, and the integration started again on the other side. Gauss–Legendre steps go across.',
            ]
          : []),
        'Gauss–Legendre collocation of s stages, order 2s (order 2 is the implicit midpoint rule): symmetric and symplectic, H errs by the order of the step and does not drift while the path stays bounded; the stages are solved to rounding, and the state is summed with compensation.',
        'Errors along p are distances from a companion: odex with a hundredth of the tolerance (below 1e-12 with hundred times the tolerance, which bounds the error), Gauss–Legendre with twice the steps (times 2^{order}/(2^{order} − 1)). The path length in the metric of the kernel is a quadrature of fourth order between kept depths, and its error that of leaving out every other one.',
      ],
    },
    quantitySection(scenario),
    {
      title: 'Verdicts',
      lines: [
        {
          meaning: 'H and balancedness, odex',
          value: 'number of steps × tolerance: what its local errors may add up to',
        },
        {
          meaning: 'H and balancedness, Gauss–Legendre',
          value:
            'the estimated relative error of the path, or 1e-12: an integrator that follows the path keeps what is constant on it',
        },
        {
          meaning: 'agreement of integrators',
          value: 'their largest difference against twice the sum of their largest estimated errors',
        },
        ...(scenario.model.activation === 'identity' && !scenario.model.bias
          ? [{ meaning: 'exact solution', value: '1e-9, relative, A and B at every node' }]
          : []),
      ],
      sentences: [
        'H is held against the larger of (L̃/2) ‖B σ(A)^T‖^2 + L̃ |Tr B A^T| along the path: its two parts, of which it is the difference.',
      ],
    },
    {
      title: 'Provenance',
      sentences: [
        'The same scenario and the same version of odepth give the same numbers to the last bit. The record holds the scenario as given (scenario.yaml) and with every default (scenario.json), all numbers (series.csv, with the integrator as component, NAME:i for the i-th singular value), A_p and B_p at the kept depths (arrays.npz), and the SHA-256 of every file (manifest.json).',
      ],
      lines: [{ meaning: 'seed', value: scenario.seed }],
    },
  ];
}

function flowSection({ model, initial, until, save }: FlowScenario): MethodSection {
  const { effectiveDepth, width, activation, bias } = model;
  const name =
    typeof activation === 'string' ? activation : `softplus, ln(1 + e^{βz})/β with β = ${activation.softplus}`;
  const random = 'random' in initial;
  const points = random ? initial.random.points : initial.A.shape[1];
  return {
    title: 'Flow',
    formulas: [
      "∂_p A = L̃ (B σ(A)^T σ(A) − A),  ∂_p B = −L̃ (σ'(A) ∘ [σ(A) B^T B]_{rows 1..w} − B),  W_p = L̃ B σ(A)^T",
      'H(A, B) = (L̃/2) ‖B σ(A)^T‖^2 − L̃ Tr[B A^T], constant in p',
      ...(activation === 'identity' && !bias
        ? [
            'exact: A_p = e^{sΩ} e^{s(P₀ᵀ − I)} A_0,  B_p = e^{sΩ} e^{s(I − P₀)} B_0,  s = L̃p,  P_0 = B_0 A_0^T,  Ω = P_0 − P_0^T',
          ]
        : []),
    ],
    lines: [
      { symbol: 'L̃', meaning: 'effective depth', value: String(effectiveDepth) },
      { symbol: 'w', meaning: 'width', value: String(width) },
      { symbol: 'N', meaning: 'points', value: String(points) },
      { symbol: 'σ', meaning: 'activation', value: name, symbolic: true },
      { meaning: 'bias', value: bias ? 'yes: σ(A) has a last row of ones' : 'no' },
      {
        symbol: 'A_0, B_0',
        meaning: 'initial value',
        value: random
          ? `independent normal entries, standard deviations ${initial.random.scale} and ${initial.random.momentumScale}`
          : `from ${initial.source}`,
      },
      { symbol: 'p', meaning: 'depth', value: `from 0 to ${formatDepth(until)}, kept at ${save.length} depths` },
    ],
    sentences: ['Hamilton’s equations of a Leaky ResNet: Jacot & Kaiser, arXiv 2405.17573, section 3.'],
  };
}

function integratorLines({ integrators }: FlowScenario): MethodLine[] {
  const labels = integratorLabels(integrators);
  return integrators.map((integrator, i) => ({ meaning: labels[i]!, value: settings(integrator) }));
}

function settings(integrator: FlowIntegrator): string {
  if (integrator.method === 'odex') return `relative and absolute tolerance ${integrator.tolerance}`;
  const { order, steps, inner, iterations, krylov } = integrator;
  const how =
    inner === 'fixed-point'
      ? 'stages by substitution'
      : `stages by Newton’s method, GMRES of at most ${krylov} dimensions on the exact derivative`;
  return `order ${order}, ${steps} equal steps, ${how}, at most ${iterations} iterations`;
}

function quantitySection({ stabiliser }: FlowScenario): MethodSection {
  const { relative } = stabiliser;
  const inverse = relative === 0 ? 'K^+' : '(K + γI)^{−1}';
  return {
    title: 'Quantities',
    formulas: [`‖M‖_K^2 = Tr[M ${inverse} M^T],  K = σ(A)^T σ(A)${relative === 0 ? '' : `,  γ_p = ${relative} ‖K_p‖`}`],
    lines: [
      { symbol: 'COI', meaning: 'cost of identity', value: '‖A‖_K^2', symbolic: true },
      { meaning: 'kinetic energy', value: '(1/2L̃) ‖∂_p A‖_K^2', symbolic: true },
      { meaning: 'timescale', value: '‖A‖_K / ‖∂_p A‖_K', symbolic: true },
      { meaning: 'path lengths', value: '∫ ‖∂_p A‖_K dp and ∫ ‖∂_p A‖_F dp', symbolic: true },
      {
        meaning: 'balancedness (ReLU, identity)',
        value: '‖W_p‖^2 = ‖W_0‖^2 + 2L̃ ∫_0^p ‖bias column of W_q‖^2 dq; without bias ‖W_p‖ is constant',
        symbolic: true,
      },
      { meaning: 'drift of H', value: '(max − min)/|mean| over the nodes' },
    ],
  };
}
