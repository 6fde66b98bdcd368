import type { CotangentDraw } from './cotangents.ts';
import { LaneGroup, type LaneOutput } from './lane-group.ts';
import { laneColumns, type TranscriptionProblem } from './problem.ts';

/** What computes the fit of a transcription, wherever its lanes run. Sums are taken in the order of the lanes, so that they do not depend on the number of threads. */
export interface LaneTeam {
  /** (1/N) Σ ‖y − f(x)‖²; writes its gradient. */
  gradient(parameters: Float64Array, total: Float64Array): Promise<number>;
  /** total ← ∇²(fit) direction, at the parameters of the latest `gradient`. */
  curvature(direction: Float64Array, total: Float64Array): Promise<void>;
  /** total ← the Kronecker factors of the Fisher matrix, as `factorLayout` has them. */
  factors(parameters: Float64Array, draw: CotangentDraw, total: Float64Array): Promise<void>;
  close(): Promise<void>;
}

/** All lanes on the calling thread. `curvature`: whether second derivatives will be asked for, which takes more memory. */
export function localTeam(problem: TranscriptionProblem, curvature: boolean): LaneTeam {
  const lanes = laneColumns(problem.inputs.columns);
  const group = new LaneGroup(problem, [...lanes.keys()], curvature);
  return {
    gradient: async (parameters, total) => {
      const sum = new LaneSum(total);
      group.gradient(parameters, sum.add);
      return sum.fit;
    },
    curvature: async (direction, total) => {
      group.curvature(direction, new LaneSum(total).add);
    },
    factors: async (parameters, draw, total) => {
      group.factors(parameters, draw, new LaneSum(total).add);
    },
    close: async () => {},
  };
}

/** Adds up lanes as they come, which must be in order. */
export class LaneSum {
  fit = 0;
  readonly #total: Float64Array;
  #first = true;

  constructor(total: Float64Array) {
    this.#total = total;
  }

  readonly add: LaneOutput = (_, fit, vector) => {
    const total = this.#total;
    this.fit += fit;
    if (this.#first) total.set(vector);
    else for (let i = 0; i < total.length; i++) total[i]! += vector[i]!;
    this.#first = false;
  };
}
