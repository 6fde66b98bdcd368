import { formatDepth } from '../../../figure/format.ts';
import type { MethodLine, MethodSection } from '../../../figure/report.ts';
import type { KernelScenario } from '../kernel-scenario.ts';
import { quadratureLabel } from '../published-label.ts';
import { closureLabels } from './panels.ts';

/**
 * How the numbers of a kernel study were made: ensemble, quantities, theory, sampling, provenance. `used` adds what the
 * scenario leaves open: the mode order that `auto` chose, the networks completed.
 */
export function kernelMethods(scenario: KernelScenario, used: readonly MethodLine[]): MethodSection[] {
  return [
    ensembleSection(scenario),
    quantitySection,
    ...(scenario.sampling?.residuals === true ? [residualSection] : []),
    theorySection(scenario),
    samplingSection(scenario),
    ...(used.length > 0 ? [{ title: 'As used', lines: used }] : []),
    {
      title: 'Provenance',
      sentences: [
        'The same scenario and the same version of odepth give the same numbers to the last bit, whatever the number of workers. The record holds the scenario as given (scenario.yaml) and with every default (scenario.json), all numbers (series.csv, arrays.npz) and the SHA-256 of every file (manifest.json).',
        'Figures and the tables under them show one diagonal and one off-diagonal component, and leave out errors below 10⁻⁵ of a value; series.csv has every component, every saved depth and every digit.',
      ],
      lines: [{ meaning: 'seed', value: scenario.seed }],
    },
  ];
}

function ensembleSection({ ensemble, inputs }: KernelScenario): MethodSection {
  const { activation, inputKernel } = ensemble;
  const lines: MethodLine[] = [
    { symbol: 'σ', meaning: 'activation', value: typeof activation === 'string' ? activation : activation.expression },
    { symbol: 'C_W', meaning: 'weight variance', value: String(ensemble.weightVariance) },
    { symbol: 'C_b', meaning: 'bias variance', value: String(ensemble.biasVariance) },
    { symbol: 'κ', meaning: 'leak', value: String(ensemble.leak) },
    { symbol: 'n', meaning: 'width', value: String(ensemble.width) },
    { symbol: 'ε', meaning: 'residual scale', value: String(ensemble.residualScale) },
    { symbol: 'L', meaning: 'layers', value: String(ensemble.layers) },
    { symbol: 'T = ε^2 L', meaning: 'horizon, depth time of the last layer', value: String(ensemble.horizon) },
    { symbol: 'N', meaning: 'inputs', value: String(inputKernel.length) },
    { symbol: 'K(0)', meaning: 'kernel of the inputs', value: inputText(inputs, inputKernel) },
  ];
  return {
    title: 'Ensemble',
    formulas: ensembleFormulas,
    lines,
  };
}

/** The network and its kernels. */
export const ensembleFormulas = [
  'φ^{ℓ+1} = (1 − κ ε^2) φ^ℓ + ε W^ℓ σ(φ^ℓ) + ε b^ℓ,  W_{ij} ~ N(0, C_W / n),  b_i ~ N(0, C_b)',
  'G = φ^T φ / n,  S = σ(φ)^T σ(φ) / n,  depth time t = ε^2 ℓ',
];

function inputText(inputs: KernelScenario['inputs'], kernel: readonly (readonly number[])[]): string {
  if ('correlated' in inputs) {
    const { variance, correlation } = inputs.correlated;
    return `variance ${variance}, correlation ${correlation} between any two inputs`;
  }
  if (kernel.length > 4) return `${kernel.length} × ${kernel.length}, in scenario.json`;
  return kernel.map((row) => `[${row.map((value) => formatDepth(value)).join(', ')}]`).join(' ');
}

/** What the symbols mean and how they are normalised. */
export const quantitySection: MethodSection = {
  title: 'Quantities',
  lines: [
    { symbol: 'K_0', meaning: 'mean kernel at infinite width', value: 'limit of E[G] for n → ∞' },
    { symbol: 'V_4', meaning: 'kernel covariance coefficient', value: 'n Cov(G, G); the covariance is V₄ / n' },
    { symbol: 'K_1', meaning: 'mean correction coefficient', value: 'n (E[G] − K₀); the shift of the mean is K₁ / n' },
    {
      symbol: 'U_1',
      meaning: 'source of the correction',
      value: 'n (E[S] − E[σσᵀ] under N(0, K₀)); K₁′ = C_W U₁ − 2κK₁',
    },
  ],
  sentences: [
    'Theory gives V₄, K₁ and U₁ in the limit n → ∞; sampled values belong to networks of this width and differ from their limit by O(1/n), which small standard errors can resolve.',
  ],
};

const residualSection: MethodSection = {
  title: 'Residual of the V4 equation',
  formulas: [
    'R = (V_4^{ℓ+1} − V_4^ℓ) / ε^2 − (χ V_4 + V_4 χ^T + Σ(K_0) − 4κ V_4),  Σ_{ab,cd}(G, Q) = G_{ac} Q_{bd} + G_{ad} Q_{bc} + G_{bc} Q_{ad} + G_{bd} Q_{ac}',
    'R = transport + source + step,  c = 1 − κ ε^2,  D = n Cov(Q, G)',
  ],
  lines: [
    { meaning: 'transport', value: 'D + D^T − χ V_4 − V_4 χ^T', symbolic: true },
    { meaning: 'source', value: 'E[Σ(G, Q)] − Σ(K_0),  Σ(K_0) = Σ(K_0, F)', symbolic: true },
    {
      meaning: 'step',
      value:
        '(c^2 − 1)(D + D^T + E[Σ(G, Q)]) + ε^2 (n Cov(Q, Q) + E[Q_{ac} Q_{bd} + Q_{ad} Q_{bc}]) + ((c^4 − 1)/ε^2 + 4κ) V_4',
      symbolic: true,
    },
  ],
  sentences: [
    'Given a layer, the kernel of the next is a Wishart matrix, so that its average is taken exactly and R follows from the networks of one layer; no sampled V_4 is differenced. R has an error of its own: its parts are correlated.',
    'The R of the exact closure is its limit n → ∞: Σ over modes k ≠ 2 of τ_k · U_k and its transpose, and by layers what a finite ε^2 adds. Its source part is given at this width to order 1/n and is not in R. At n → ∞ every closure has Σ(K_0) for E[Σ(G, Q)].',
    'φ^0 is exactly Gaussian, so that U_1 = 0 at t = 0: a verdict for every closure.',
  ],
};

/** How the theory was solved. */
export function theorySection({
  theory,
  sampling,
}: {
  readonly theory: KernelScenario['theory'];
  readonly sampling: object | null;
}): MethodSection {
  if (theory === null) return { title: 'Theory', sentences: ['No closure was asked for.'] };
  const { closures, modeOrder, truncation, tolerance, depth, average } = theory;
  const automatic =
    modeOrder === 'auto' ? `auto: raised until the truncation error is below ${truncation} (relative)` : '';
  const gap =
    depth === 'continuous' && sampling !== null
      ? [
          'Theory is solved in continuous depth and sampled networks have layers: the two differ by O(ε²), beside what is being tested.',
        ]
      : [];
  return {
    title: 'Theory',
    lines: [
      { meaning: 'closures', value: closures.map((closure) => closureLabels[closure]).join(', ') },
      { meaning: 'depth', value: depth === 'continuous' ? 'continuous time' : 'layer by layer' },
      { meaning: 'mode order', value: automatic || String(modeOrder) },
      { meaning: 'tolerance of the depth integration', value: String(tolerance) },
      ...(average ? [{ meaning: 'also solved with', value: quadratureLabel(average.gaussHermite) }] : []),
    ],
    sentences: [
      'Exact at order 1/n: all Hermite modes of the neurons up to the mode order. G-only closure: the sigma-kernel is replaced by its Gaussian mean F(G), and K₁ is driven by the one-loop tadpole ½ F″ : V₄. Source only: as G-only, without the transport of V₄ by the susceptibility χ.',
      ...(closures.includes('path')
        ? [
            'Path theory: the same order 1/n layer by layer, from averages of one infinite-width neuron at two layers and its first-order response; it follows no mode and shares no equation with the exact closure. Its error is the tolerance and what the errors of the Gaussian averages amount to.',
          ]
        : []),
      'The error of a theory number is the integration tolerance, or for the exact closure the estimated truncation error of the mode hierarchy (a pale band where it is wide enough to be seen).',
      ...(average ? [publishedSentence(average.gaussHermite)] : []),
      ...gap,
    ],
  };
}

function publishedSentence(nodes: number): string {
  const name = quadratureLabel(nodes);
  return (
    `${name[0]!.toUpperCase()}${name.slice(1)}: source only and G-only closure once more, with every Gaussian average by the fixed rule of arXiv 2604.15742, nodes x_i of ∫ e^{−x²}: ` +
    'F by the sum, χ by the same sum of σ′σ′ and σ″σ, F″ as second derivative of the sum F (analytic; the paper takes differences, and cuts ρ at 1 − 10^{−6}). ' +
    'Its error is that of the rule, for which it has no estimate: the error given is the integration tolerance alone, and the difference to the converged closure beside it says how large the rule’s is.'
  );
}

const laws: Readonly<Record<NonNullable<KernelScenario['sampling']>['sampler'], string>> = {
  'block-law':
    'block law: given φ, the n rows of the increment are independent N(0, ε^2 Q), Q = C_W S + C_b 11^T; no weight matrix is drawn',
  'explicit-weights': 'explicit weights: every W and b is drawn',
  'g-only-stochastic':
    'G-only stochastic closure: G of the next layer from the exact non-central Wishart law of a layer with Q := F(G) = C_W E[σσ^T] + C_b 11^T, u ~ N(0, G)',
};

const stochasticClosure =
  'The G-only stochastic closure is the G-only closure without its expansion in 1/n. Its distance from the networks is the error of the closure (Q ≠ F(G)); the distance of the G-only theory from it is the error of the expansion.';

const coupledClosure =
  'Each run of the closure is paired with its linear chain at K₀, driven by the same random numbers, whose mean K₀ and covariance are known exactly; only the difference is averaged.';

type Computed = Pick<NonNullable<KernelScenario['sampling']>, 'engine' | 'precision'>;

/** The engine as asked for. */
export function engineWords({ engine = 'auto', precision = 'float64' }: Computed): string {
  return `${engine}, ${precision}`;
}

/** What an engine may change, and where the record says which one it was. */
export function engineSentence({ precision = 'float64' }: Computed): string {
  const arithmetic =
    precision === 'float32'
      ? 'States of the networks are float32, which adds an error of rounding to every network; sums over networks are float64. '
      : '';
  return `${arithmetic}Engines and precisions draw networks of the same law; their bits differ, but not with the number of workers. The engine that ran is in the manifest, the device it ran on in runtime.json.`;
}

function sizeWords({ until, networks, atMost }: NonNullable<KernelScenario['sampling']>): string {
  if (until === undefined) return String(networks);
  const { quantity, component, standardError } = until;
  return `until the standard error of ${quantity}[${component}] at the last depth is ${standardError}; at most ${atMost}`;
}

const optionalStopping =
  'Networks were sampled look by look until the standard error asked for was reached; the next number was predicted from the variance so far, by a rule that depends on the sums alone. A sample so stopped has a bias of order 1/networks: −γσ/N in the mean for a network’s term of skewness γ and standard deviation σ, and a standard error that is too small by a relative O(1/N) (fixed-width sequential estimation: Chow & Robbins, Ann. Math. Statist. 36 (1965) 457).';

function samplingSection({ sampling, compare, ensemble }: KernelScenario): MethodSection {
  if (sampling === null) return { title: 'Sampling', sentences: ['No networks were sampled.'] };
  const law = laws[sampling.sampler];
  const beside = sampling.gOnlyStochastic;
  const closure = beside !== undefined || sampling.sampler === 'g-only-stochastic';
  const coupled =
    'Control variates: each network is paired with the infinite-width chain driven by the same normals, whose kernel, linearised, has the exact mean K₀ and the exact leading covariance; only the difference is averaged.';
  return {
    title: 'Sampling and errors',
    lines: [
      { meaning: 'networks', value: sizeWords(sampling) },
      { meaning: 'engine', value: engineWords(sampling) },
      { meaning: 'sampler', value: law, symbolic: true },
      ...(beside
        ? [
            { meaning: 'runs of the G-only stochastic closure', value: String(beside.networks) },
            { meaning: 'its law', value: laws['g-only-stochastic'], symbolic: true },
          ]
        : []),
      { meaning: 'control variates', value: sampling.controlVariates ? 'yes' : 'no' },
      {
        meaning: 'random stream',
        value: `${sampling.random === 'philox' ? 'Philox4x32-10' : 'xoshiro128++, eight lanes'}, addressed by seed, purpose and network`,
      },
      {
        meaning: 'agreement',
        value: `relative difference up to ${compare.tolerance}, decided at ${compare.standardErrors} combined errors`,
      },
    ],
    sentences: [
      ...(sampling.controlVariates && sampling.sampler !== 'g-only-stochastic' ? [coupled] : []),
      ...(closure ? [stochasticClosure] : []),
      ...(sampling.until ? [optionalStopping] : []),
      engineSentence(sampling),
      ...(closure && sampling.controlVariates ? [coupledClosure] : []),
      `Bars are ± one standard error over networks of width ${ensemble.width}. Points at different depths come from the same networks, so neighbouring points move together. Residuals are (theory − sampled) / √(theory error² + standard error²), with bands at ±1 and ±3; an axis that reaches beyond ±8 is logarithmic outside ±1.`,
    ],
  };
}
