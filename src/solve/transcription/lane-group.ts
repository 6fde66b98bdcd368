import type { Matrix } from '../../numeric/dense/matrix.ts';
import type { CotangentDraw } from './cotangents.ts';
import { type FactorLayout, factorLayout } from './factor-layout.ts';
import { Lane, type LaneTrace } from './lane.ts';
import { LaneMemory } from './lane-memory.ts';
import { laneColumns, type TranscriptionProblem } from './problem.ts';

/** Receives what one lane computed; `vector` is reused for the next lane. */
export type LaneOutput = (lane: number, fit: number, vector: Float64Array) => void;

/** The lanes that one thread works on. */
export class LaneGroup {
  readonly #memory: LaneMemory;
  readonly #factors: FactorLayout;
  readonly #lanes: readonly { readonly index: number; readonly lane: Lane }[];
  #fits: number[] = [];
  /** One lane's factors. */
  #vector: Float64Array | undefined;

  /** `which`: numbers of the lanes, of all those of `laneColumns`. */
  constructor(problem: TranscriptionProblem, which: readonly number[], curvature: boolean) {
    const all = laneColumns(problem.inputs.columns);
    const widest = Math.max(...which.map((index) => all[index]!.end - all[index]!.start));
    const memory = new LaneMemory(problem, widest, which.length, curvature);
    this.#memory = memory;
    this.#factors = factorLayout(problem);
    this.#lanes = which.map((index) => ({ index, lane: new Lane(problem, memory, all[index]!) }));
  }

  /** Fit and its gradient of every lane. */
  gradient(parameters: Float64Array, output: LaneOutput): void {
    this.#memory.parameters.all.set(parameters);
    this.#fits = this.#lanes.map(({ index, lane }) => {
      const fit = lane.fit();
      lane.gradient();
      output(index, fit, this.#memory.gradient.all);
      return fit;
    });
  }

  /** Hessian of the fit times a direction, at the parameters of the latest `gradient`. */
  curvature(direction: Float64Array, output: LaneOutput): void {
    this.#memory.direction!.all.set(direction);
    for (const [i, { index, lane }] of this.#lanes.entries()) {
      lane.curvature();
      output(index, this.#fits[i]!, this.#memory.gradient.all);
    }
  }

  /** Kronecker factors of every lane, as `factorLayout` has them; no fit goes with them. */
  factors(parameters: Float64Array, draw: CotangentDraw, output: LaneOutput): void {
    this.#vector ??= new Float64Array(this.#factors.size);
    this.#memory.parameters.all.set(parameters);
    for (const { index, lane } of this.#lanes) {
      lane.factors(draw, this.#factors, this.#vector);
      output(index, 0, this.#vector);
    }
  }

  /** f(x) − y of every lane. */
  residuals(parameters: Float64Array, output: (lane: number, residual: Matrix) => void): void {
    this.#memory.parameters.all.set(parameters);
    for (const { index, lane } of this.#lanes) {
      lane.fit();
      output(index, lane.residual);
    }
  }

  /** States and adjoints of every lane, one after the other. */
  trace(parameters: Float64Array, traceOf: (lane: number) => LaneTrace): void {
    this.#memory.parameters.all.set(parameters);
    for (const { index, lane } of this.#lanes) {
      const trace = traceOf(index);
      lane.fit(trace);
      lane.gradient(trace);
    }
  }
}
