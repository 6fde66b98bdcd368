import type { MethodLine, MethodSection } from '../../../figure/report.ts';
import {
  type GeodesicScenario,
  newtonSteps,
  type TrainingPhase,
  type TrainingSolver,
  type TranscriptionSolver,
} from '../geodesic-scenario.ts';

const schemeNames = { euler: 'Euler', rk2: 'Heun, order 2', rk4: 'classical Runge–Kutta, order 4' } as const;

/** How the path was found. */
export function solverSection(scenario: GeodesicScenario): MethodSection {
  const { solver } = scenario;
  if (solver.method === 'training') return trainingSection(solver);
  const { mesh, tolerance, iterations, continuation } = solver;
  const common: MethodLine[] = [
    { meaning: 'first mesh', value: `${mesh.intervals} intervals, ${mesh.grading} spacing` },
    {
      meaning: 'refined by',
      value: mesh.refine === 'none' ? 'nothing' : `${mesh.refine}, to at most ${mesh.max} intervals`,
    },
    { meaning: 'tolerance', value: toleranceText(solver.method, tolerance) },
    { meaning: 'most iterations of one solve', value: String(iterations) },
    ...Object.entries(continuation ?? {}).map(([field, values]) => ({
      meaning: `continuation in ${field}`,
      value: `${values?.join(', ')}, then the scenario's own`,
    })),
  ];
  if (solver.method === 'collocation') {
    return {
      title: 'Solver',
      sentences: [
        'Collocation of the boundary-value problem in (A, B): piecewise cubic Hermite functions that satisfy the flow at the nodes and in the middle of every interval, Newton’s method with block elimination; order 4.',
      ],
      lines: [
        ...common,
        {
          meaning: 'starts from',
          value:
            solver.start === 'transcription'
              ? 'a transcription on the first mesh'
              : 'W = 0, by the stages of the continuation',
        },
      ],
    };
  }
  return {
    title: 'Solver',
    sentences: [
      'Transcription: depth is cut into intervals of a Runge–Kutta scheme with weights of their own at every stage; loss and penalty (weights b_i h) of this network are minimised over all of them. The gradient is that of the discrete loss, exact to rounding; its adjoint is the symplectic partner of the scheme, so that momenta converge at the same order. The paper’s network is the Euler scheme.',
      'Unknowns are √(h b_i) W, in which the penalty is a multiple of the identity.',
    ],
    lines: [
      { meaning: 'scheme', value: schemeNames[solver.scheme] },
      {
        meaning: 'optimiser',
        value: optimiserText(solver),
      },
      ...common,
      {
        meaning: 'drift of H at which refinement ends',
        value: String(mesh.refine === 'none' ? '–' : solver.mesh.drift),
      },
      initialLine(solver),
    ],
  };
}

function optimiserText({ optimiser, memory, iterations }: TranscriptionSolver): string {
  if (optimiser === 'newton-cg') return 'truncated Newton with conjugate gradients';
  if (optimiser === 'lbfgs') return `L-BFGS, ${memory} pairs`;
  const steps = newtonSteps(iterations);
  return `L-BFGS, ${memory} pairs, preconditioned by Kronecker factors of the Fisher matrix (arXiv 1503.05671), then at most ${steps} damped Newton steps`;
}

function trainingSection(solver: TrainingSolver): MethodSection {
  const { layers, steps, irregularity, adaptEvery, adam, sgd } = solver;
  return {
    title: 'Solver',
    formulas: ['α_ℓ = (1 − ρ_ℓ L̃) α_{ℓ−1} + ρ_ℓ W_ℓ σ(α_{ℓ−1}),  Σ ρ_ℓ = 1,  penalty (λ/2L̃) Σ ρ_ℓ ‖W_ℓ‖^2'],
    sentences: [
      'Training of the network of layers on all points, first by Adam, then by gradient descent; the epoch of least loss is kept. Numbers along p are those of its layers, read as the Euler scheme of the continuous path: W is that of the layer that begins at a node, and B is −(1/λ) times the gradient with respect to the representation.',
    ],
    lines: [
      { symbol: 'L', meaning: 'layers', value: String(layers) },
      {
        symbol: 'ρ',
        meaning: 'steps',
        value:
          steps === 'irregular'
            ? `irregular, a = ${irregularity}`
            : steps === 'adaptive'
              ? `adaptive, every ${adaptEvery} epochs`
              : steps,
      },
      { meaning: 'Adam', value: phaseText(adam) },
      { meaning: 'gradient descent', value: phaseText(sgd) },
      initialLine(solver),
    ],
  };
}

function toleranceText(method: 'transcription' | 'collocation', tolerance: number): string {
  return method === 'transcription'
    ? `${tolerance}: root mean square over depth of ‖W − L̃Bσ(A)ᵀ‖/‖W‖`
    : `${tolerance}: relative residual of the flow`;
}

function phaseText({ epochs, learningRate, decay }: TrainingPhase): string {
  const fading = decay === 'cosine' ? ', falling to 0 along a cosine' : '';
  return epochs > 0 ? `${epochs} epochs, learning rate ${learningRate}${fading}` : 'none';
}

function initialLine({ initialLeak, initialScale }: TrainingSolver | TranscriptionSolver): MethodLine {
  const value = `max(0, L̃ − ${initialLeak}) I + N(0, ${initialScale}^2 / features), the same at every depth`;
  return { meaning: 'weights start as', value, symbolic: true };
}
