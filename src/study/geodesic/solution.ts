import type { Matrix } from '../../numeric/dense/matrix.ts';
import type { Stage } from './geodesic-scenario.ts';

/** One accepted iterate. Counts are totals over all stages so far. */
export interface HistoryRow {
  readonly evaluations: number;
  readonly products: number;
  readonly loss: number;
  /** ‖∇‖ / (μ‖u‖) in the scaled unknowns: the root-mean-square of the stationarity over depth. */
  readonly stationarity: number;
}

/** One problem of the continuation on one mesh, as it went. */
export interface SolvedStage extends Stage {
  /** e.g. "softplus 20, 40 intervals". */
  readonly label: string;
  readonly intervals: number;
  /** Totals at its end. */
  readonly evaluations: number;
  readonly products: number;
  readonly iterations: number;
  readonly loss: number;
  readonly hamiltonianDrift: number;
  /** Word for how its solver ended. */
  readonly outcome: string;
}

/** A geodesic as a solver leaves it: the path at the nodes, whatever the method. */
export interface GeodesicSolution {
  readonly method: 'transcription' | 'collocation' | 'training';
  /** p_0 = 0 < … < p_K = 1. */
  readonly nodes: Float64Array;
  /** A_k, w × N. */
  readonly states: readonly Matrix[];
  /** B_k = −(1/λ) ∂C/∂A_k, w × N. */
  readonly momenta: readonly Matrix[];
  /** W at the beginning of every interval and, where the solver has it, at p = 1: w × features. */
  readonly weights: readonly Matrix[];
  /** E (w × d) and D (d × w); null where there is none. */
  readonly inputMap: Matrix | null;
  readonly outputMap: Matrix | null;
  /** (1/N) Σ ‖y − f(x)‖², and (μ/2) ∫‖W‖² + maps. */
  readonly loss: { readonly fit: number; readonly penalty: number };
  /** ∫‖W‖² over each interval as the solver sums it. */
  readonly weightIntegrals: Float64Array;
  /** max over stages of ‖W − L̃ B σᵀ‖ / ‖W‖ with the discrete momenta: the optimiser's residual; for collocation Newton's. */
  readonly stationarity: number;
  /** f(x) of the test inputs, d × M; null where there are none. */
  readonly testOutputs: Matrix | null;
  /** Every unknown as the method keeps it, to start another solve from. */
  readonly parameters: Float64Array;
  readonly history: readonly HistoryRow[];
  readonly stages: readonly SolvedStage[];
  readonly converged: boolean;
  /** How it ended, and what to change where it did not converge. */
  readonly message: string;
}

/** What another solve can start from: W and the maps, or A and B, as its method needs. */
export interface StartingPath
  extends Pick<GeodesicSolution, 'nodes' | 'states' | 'momenta' | 'weights' | 'inputMap' | 'outputMap'> {
  /** The last is the problem that the path belongs to. */
  readonly stages: readonly Pick<Stage, 'effectiveDepth'>[];
}
