import type { Objective } from '../minimise/objective.ts';
import { type PenaltyPart, parameterLayout, penaltyWeights, type TranscriptionProblem } from './problem.ts';
import type { LaneTeam } from './team.ts';

/** The two parts of the loss. */
export interface LossParts {
  /** (1/N) Σ ‖y − f(x)‖². */
  readonly fit: number;
  /** (μ/2) Σ weight ‖·‖². */
  readonly penalty: number;
}

/**
 * The loss of a transcription as a function of scaled unknowns u = √(h b) W (and √m E, √m D), in which the penalty is
 * (μ/2)‖u‖²: what is left of the Hessian is a compact perturbation of μ times the identity, whatever the mesh.
 */
export class TranscriptionObjective implements Objective {
  readonly size: number;
  readonly #lambda: number;
  readonly #parts: readonly PenaltyPart[];
  readonly #team: LaneTeam;
  readonly #parameters: Float64Array;
  readonly #raw: Float64Array;
  #loss: LossParts = { fit: Number.NaN, penalty: Number.NaN };

  constructor(problem: TranscriptionProblem, team: LaneTeam) {
    const layout = parameterLayout(problem);
    this.size = layout.size;
    this.#lambda = problem.lambdaOverDepth;
    this.#parts = penaltyWeights(problem, layout);
    this.#team = team;
    this.#parameters = new Float64Array(this.size);
    this.#raw = new Float64Array(this.size);
  }

  /** Fit and penalty of the latest `evaluate`. */
  get loss(): LossParts {
    return this.#loss;
  }

  async evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    this.unscale(x, this.#parameters);
    const fit = await this.#team.gradient(this.#parameters, this.#raw);
    const squares = this.#assemble(x, gradient);
    const penalty = 0.5 * this.#lambda * squares;
    this.#loss = { fit, penalty };
    return fit + penalty;
  }

  readonly curvature = async (v: Float64Array, out: Float64Array): Promise<void> => {
    this.unscale(v, this.#parameters);
    await this.#team.curvature(this.#parameters, this.#raw);
    this.#assemble(v, out);
  };

  /** W, E, D of scaled unknowns. */
  unscale(x: Float64Array, parameters: Float64Array): void {
    for (const { start, end, weight } of this.#parts) {
      const factor = 1 / scaleOf(weight);
      for (let i = start; i < end; i++) parameters[i] = x[i]! * factor;
    }
  }

  /** Scaled unknowns of W, E, D. */
  scale(parameters: Float64Array, x: Float64Array): void {
    for (const { start, end, weight } of this.#parts) {
      const factor = scaleOf(weight);
      for (let i = start; i < end; i++) x[i] = parameters[i]! * factor;
    }
  }

  /**
   * max_i ‖W_i − L̃ B_i σ(Z_i)^T‖ / ‖W_i‖ over stages, B_i = −(1/λ) (∂C/∂F_i)/(h b_i) the discrete adjoint's momentum:
   * how far the optimiser is from a stationary point. Stages with W = 0 count by ‖L̃ B σ^T‖ against the mean of ‖W‖.
   */
  stationarity(x: Float64Array, gradient: Float64Array): number {
    const norm = (values: Float64Array, { start, end }: PenaltyPart) => {
      let sum = 0;
      for (let i = start; i < end; i++) sum += values[i]! * values[i]!;
      return Math.sqrt(sum);
    };
    let worst = 0;
    for (const part of this.#parts) {
      if (part.weight === 0) continue;
      const size = norm(x, part);
      const excess = norm(gradient, part) / this.#lambda;
      if (excess > 0) worst = Math.max(worst, excess / size);
    }
    return worst;
  }

  /** out ← raw / scale + μ x where penalised; returns Σ x² of the penalised unknowns. */
  #assemble(x: Float64Array, out: Float64Array): number {
    const raw = this.#raw;
    let squares = 0;
    for (const { start, end, weight } of this.#parts) {
      const factor = 1 / scaleOf(weight);
      const lambda = weight > 0 ? this.#lambda : 0;
      let sum = 0;
      for (let i = start; i < end; i++) {
        out[i] = raw[i]! * factor + lambda * x[i]!;
        sum += x[i]! * x[i]!;
      }
      if (weight > 0) squares += sum;
    }
    return squares;
  }
}

/** Unknowns without a penalty are left as they are. */
function scaleOf(weight: number): number {
  return weight > 0 ? Math.sqrt(weight) : 1;
}
