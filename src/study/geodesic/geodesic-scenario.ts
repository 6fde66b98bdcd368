import type { LeakyActivation, LeakyResnet } from '../../model/leaky-resnet.ts';
import type { MapKind } from '../../model/linear-map.ts';
import type { TeacherSpec } from '../../model/teacher.ts';
import type { Float64Text } from '../../record/float64-text.ts';

/** Data with nothing left to read: plain data. */
export type ResolvedTask = { readonly centre: boolean; readonly normalise: boolean } & (
  | { readonly teacher: TeacherSpec; readonly train: number; readonly test: number }
  | { readonly target: readonly string[]; readonly dimension: number; readonly train: number; readonly test: number }
  | {
      readonly data: {
        /** What the numbers were read from: file names, or "the scenario". */
        readonly source: string;
        /** Points × coordinates, as in the files. */
        readonly inputs: Float64Text;
        readonly targets: Float64Text;
        readonly testInputs: Float64Text | null;
        readonly testTargets: Float64Text | null;
      };
      /** Points held out at random. */
      readonly test: number;
    }
);

/** Values gone through before the scenario's own, list by list; all lists are equally long. */
export interface Continuation {
  readonly softplus?: readonly number[] | undefined;
  readonly effectiveDepth?: readonly number[] | undefined;
  readonly lambdaOverDepth?: readonly number[] | undefined;
}

/** Runge–Kutta transcription, its weights minimised over. */
export interface TranscriptionSolver {
  readonly method: 'transcription';
  readonly scheme: 'euler' | 'rk2' | 'rk4';
  readonly mesh: {
    readonly intervals: number;
    readonly grading: 'cosine' | 'uniform';
    readonly refine: 'none' | 'hamiltonian' | 'speed';
    /** Most intervals; `intervals` where nothing refines. */
    readonly max: number;
    /** Relative drift of the Hamiltonian at which refinement ends. */
    readonly drift: number;
  };
  readonly optimiser: 'newton-cg' | 'lbfgs' | 'kfac';
  readonly memory: number;
  /** Root mean square over depth of ‖W − L̃ B σᵀ‖ / ‖W‖ at which it counts as solved. */
  readonly tolerance: number;
  readonly iterations: number;
  readonly continuation: Continuation | null;
  readonly initialScale: number;
  readonly initialLeak: number;
}

/** Damped Newton steps that end a solve by `kfac`: each costs about as much as twenty of its iterations, so there are as many times fewer. */
export function newtonSteps(iterations: number): number {
  return Math.ceil(iterations / 20);
}

/** Collocation of the boundary-value problem in (A, B). */
export interface CollocationSolver {
  readonly method: 'collocation';
  readonly mesh: {
    readonly intervals: number;
    readonly grading: 'cosine' | 'uniform';
    readonly refine: 'none' | 'residual';
    readonly max: number;
  };
  readonly tolerance: number;
  readonly iterations: number;
  /** The stages of the continuation, from W = 0; or a transcription on the first mesh, which goes through them. */
  readonly start: 'continuation' | 'transcription';
  readonly continuation: Continuation | null;
}

/** Epochs of one optimiser, each one step over all training points. */
export interface TrainingPhase {
  readonly epochs: number;
  /** At the beginning, for W, E, D as they are. */
  readonly learningRate: number;
  readonly decay: 'none' | 'cosine';
}

/** The network of layers, trained by Adam and then by gradient descent on all points. */
export interface TrainingSolver {
  readonly method: 'training';
  readonly layers: number;
  readonly steps: 'equidistant' | 'irregular' | 'adaptive';
  /** a of irregular steps; 0 for others. */
  readonly irregularity: number;
  /** Epochs between two changes of adaptive steps; null for others. */
  readonly adaptEvery: number | null;
  readonly adam: TrainingPhase;
  readonly sgd: TrainingPhase;
  readonly initialScale: number;
  readonly initialLeak: number;
}

export type GeodesicSolver = TranscriptionSolver | CollocationSolver | TrainingSolver;

/** A Leaky ResNet with the maps between data and neurons. */
export interface GeodesicModel extends LeakyResnet {
  readonly inputMap: MapKind;
  readonly outputMap: MapKind;
}

/** A geodesic scenario with nothing left to fill in: plain data, ready to be run, written and digested. */
export interface GeodesicScenario {
  readonly format: 1;
  readonly kind: 'geodesic';
  readonly name: string;
  readonly purpose: string;
  /** 64-bit unsigned, decimal. */
  readonly seed: string;
  readonly model: GeodesicModel;
  readonly task: ResolvedTask;
  readonly penalty: {
    /** λ / L̃. */
    readonly lambdaOverDepth: number;
    /** Weight of ‖M‖² of learned maps against that of ∫‖W‖²; 0 where none is learned. */
    readonly maps: number;
  };
  readonly solver: GeodesicSolver;
  readonly stabiliser: {
    /** γ_p / ‖K_p‖_op. */
    readonly relative: number;
  };
}

/** What training needs of a geodesic scenario. */
export interface TrainingScenario extends Pick<GeodesicScenario, 'seed' | 'model' | 'penalty'> {
  readonly solver: TrainingSolver;
}

/** One problem on the way to the scenario's own. */
export interface Stage {
  readonly activation: LeakyActivation;
  readonly effectiveDepth: number;
  readonly lambdaOverDepth: number;
}

/** The problems to be solved one after the other, each starting from the one before; the scenario's own comes last. */
export function continuationStages({
  model,
  penalty,
  solver,
}: Pick<GeodesicScenario, 'model' | 'penalty' | 'solver'>): Stage[] {
  const own: Stage = {
    activation: model.activation,
    effectiveDepth: model.effectiveDepth,
    lambdaOverDepth: penalty.lambdaOverDepth,
  };
  const { softplus, effectiveDepth, lambdaOverDepth } = (solver.method !== 'training' && solver.continuation) || {};
  const count = (softplus ?? effectiveDepth ?? lambdaOverDepth ?? []).length;
  const before = Array.from({ length: count }, (_, k) => ({
    activation: softplus ? { softplus: softplus[k]! } : own.activation,
    effectiveDepth: effectiveDepth?.[k] ?? own.effectiveDepth,
    lambdaOverDepth: lambdaOverDepth?.[k] ?? own.lambdaOverDepth,
  }));
  return [...before, own];
}
