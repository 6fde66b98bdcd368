/** The part of odex 2.0.4 that `initial-value.ts` uses; the package's own sources do not pass strict type checks. */
declare module 'odex' {
  /** odex only reads `length` and entries of what comes back, so a typed array will do. */
  export type Derivative = (x: number, y: number[]) => ArrayLike<number>;
  /** Ends the integration by returning false. */
  export type OutputFunction = (
    stepNumber: number,
    xOld: number,
    x: number,
    y: number[],
    /** Missing on the first call (the initial point) and, as false, without dense output. Valid during the call only. */
    interpolate?: ((component: number, x: number) => number) | false,
  ) => boolean;
  export enum Outcome {
    Converged = 0,
    MaxStepsExceeded = 1,
    EarlyReturn = 2,
  }
  export class Solver {
    constructor(dimension: number);
    absoluteTolerance: number | number[];
    relativeTolerance: number | number[];
    maxSteps: number;
    /** 0 for the whole interval. */
    maxStepSize: number;
    initialStepSize: number;
    denseOutput: boolean;
    denseComponents: number[];
    solve(
      f: Derivative,
      x0: number,
      y0: number[],
      xEnd: number,
      output?: OutputFunction,
    ): { y: number[]; outcome: Outcome; nStep: number; xEnd: number; nAccept: number; nReject: number; nEval: number };
  }
}
