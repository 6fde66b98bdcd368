import type { MethodSection } from '../../../figure/report.ts';
import type { GeodesicScenario } from '../geodesic-scenario.ts';
import { bottleneckMargin } from '../measure/path-values.ts';
import { flatWithin, stationaryWithin } from '../measure/verdicts.ts';
import type { GeodesicData } from './geodesic-data.ts';
import { dataSection, modelSection } from './problem-methods.ts';
import { solverSection } from './solver-methods.ts';

/** How the numbers of a geodesic were made. */
export function geodesicMethods(data: GeodesicData): MethodSection[] {
  const { scenario } = data;
  return [
    modelSection(scenario),
    dataSection(scenario, data.teacherRank),
    solverSection(scenario),
    quantitySection(scenario),
    errorSection,
    {
      title: 'Provenance',
      sentences: [
        'The same scenario and the same version of odepth give the same numbers to the last bit, whatever the number of workers. The record holds the scenario as given (scenario.yaml) and with every default (scenario.json), all numbers (series.csv, arrays.npz: nodes, weights, singular values, history, A_0 and B_0) and the SHA-256 of every file (manifest.json).',
      ],
      lines: [
        { meaning: 'seed', value: scenario.seed },
        { meaning: 'random stream', value: 'Philox4x32-10, addressed by seed, purpose and number' },
        { meaning: 'the solver says', value: data.message },
      ],
    },
  ];
}

export function quantitySection({ stabiliser }: GeodesicScenario): MethodSection {
  return {
    title: 'Quantities along the path',
    formulas: [
      'K = σ(A)^T σ(A),  ‖M‖^2_{K+γ} = Tr[M (K + γI)^{−1} M^T],  COI_γ = ‖A‖^2_{K+γ},  kinetic = (1/2L̃) ‖∂_p A‖^2_{K+γ}',
      'B_p = −(1/λ) ∂C/∂A_p,  H = (L̃/2) ‖B σ(A)^T‖^2 − L̃ Tr[B A^T],  W = L̃ B σ(A)^T at a stationary path',
      '−(ℓ/L̃ + √(γc))^2 ≤ −2H/L̃ − min_p COI_γ ≤ γc,  −L̃ √(γc) ≤ ‖∂_p A‖_{K+γ} − L̃ √max(0, COI_γ + 2H/L̃) ≤ 2L̃ √(γc)',
    ],
    lines: [
      {
        symbol: 'γ_p / ‖K_p‖',
        meaning: 'stabiliser, relative to the operator norm',
        value: stabiliser.relative > 0 ? String(stabiliser.relative) : '0: K⁺ itself',
      },
      {
        symbol: 'p_1, p_2',
        meaning: 'entry and exit',
        value: `first and last p where COIᵧ exceeds its minimum by no more than ${100 * bottleneckMargin} %`,
      },
      { symbol: 'ℓ', meaning: 'length', value: '∫ ‖∂_p A‖_{K+γ} dp', symbolic: true },
      { symbol: 'γc', meaning: 'of the bounds', value: 'the largest γ_p ‖B_p‖^2 over the nodes', symbolic: true },
    ],
    sentences: [
      'H and −2H/L̃ are of (A, B) at the nodes and need no inverse of the kernel. ∂_p A, speed, kinetic energy and the singular values of W_p use the weights of the solver; where it has none at p = 1, those of the momenta.',
      'Bias and γ lower COI_γ: with a bias COI_γ can be below the rank of A_p. −2H/L̃ is an estimate of k^* from below and min COI_γ one from above only up to the bounds.',
      'The balancedness defect is the largest |‖W_p‖^2 − ‖W_0‖^2 − ∫ growth| over the largest ‖W_p‖^2, with growth 2L̃ ‖bias column of W‖^2 for ReLU and identity and 2L̃^3 (‖P‖^2 − Tr[(σ′(A) ∘ A) Q^T]), P = B σ(A)^T, for softplus.',
    ],
  };
}

const errorSection: MethodSection = {
  title: 'What the errors mean',
  lines: [
    {
      meaning: 'loss, fit, penalty',
      value:
        'the penalty as the solver sums it against the integral of (μ/2) ‖L̃ B σ(A)^T‖^2 by cubics through the nodes',
      symbolic: true,
    },
    { meaning: 'test error', value: 'one standard error over the test points' },
    { meaning: 'H, −2H/L̃, min COIᵧ', value: 'half the range of H over the nodes, which is 0 for an exact solution' },
    { meaning: 'COIᵧ, kinetic, −2H/L̃ at a node', value: 'distance of H at the node from its mean' },
    { meaning: 'p_1, p_2', value: 'the interval of the mesh that they are in', symbolic: true },
    {
      meaning: '‖W‖, singular values of W',
      value: '‖W − L̃Bσ(A)ᵀ‖ at the node: no singular value of W is further from one of L̃Bσ(A)ᵀ',
    },
    { meaning: 'singular values of A', value: 'rounding; what the mesh leaves open is not in it' },
  ],
  sentences: [
    `Stationarity is the residual of the optimiser: the largest ‖W − L̃Bσ(A)^T‖/‖W‖ over the stages with the momenta of the discrete adjoint. Resolution is the same at the nodes with the momenta there: the residual of the mesh, of order one less. A path counts as stationary up to ${stationaryWithin}, its Hamiltonian as constant up to a range of ${flatWithin} of the mean.`,
    'A bound of the theorem counts as confirmed where the numbers are inside, as undecided where they are outside by no more than the drift of H and the residual of W allow. It uses one H, the mean over depth, at every p.',
  ],
};
