import type { Objective } from '../../../solve/minimise/objective.ts';
import {
  type PenaltyPart,
  parameterLayout,
  penaltyWeights,
  type TranscriptionProblem,
} from '../../../solve/transcription/problem.ts';
import type { LaneTeam } from '../../../solve/transcription/team.ts';

/**
 * The loss of a network of layers as a function of W, E, D themselves, as frameworks have it: what a learning rate means
 * depends on it. (1/N) Σ ‖y − f(x)‖² + (μ/2) [Σ ρ_ℓ ‖W_ℓ‖² + m (‖E‖² + ‖D‖²)], whose gradient in W_ℓ is of order ρ_ℓ.
 */
export class TrainingObjective implements Objective {
  readonly size: number;
  /** ‖∇‖ / (μ‖u‖) of the latest `evaluate` in the scaled unknowns u = √ρ W, √m E, √m D, as in a solution's history. */
  stationarity = Number.NaN;
  readonly #lambda: number;
  readonly #parts: readonly PenaltyPart[];
  readonly #team: LaneTeam;

  constructor(problem: TranscriptionProblem, team: LaneTeam) {
    const layout = parameterLayout(problem);
    this.size = layout.size;
    this.#lambda = problem.lambdaOverDepth;
    this.#parts = penaltyWeights(problem, layout);
    this.#team = team;
  }

  async evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    const fit = await this.#team.gradient(x, gradient);
    let penalised = 0;
    let unknowns = 0;
    let slopes = 0;
    for (const { start, end, weight } of this.#parts) {
      const decay = this.#lambda * weight;
      let squares = 0;
      let steep = 0;
      for (let i = start; i < end; i++) {
        const value = x[i]!;
        const slope = gradient[i]! + decay * value;
        gradient[i] = slope;
        squares += value * value;
        steep += slope * slope;
      }
      // Unknowns without a penalty are not scaled.
      const scale = weight > 0 ? weight : 1;
      penalised += weight * squares;
      unknowns += scale * squares;
      slopes += steep / scale;
    }
    this.stationarity = Math.sqrt(slopes / unknowns) / this.#lambda;
    return fit + 0.5 * this.#lambda * penalised;
  }
}
