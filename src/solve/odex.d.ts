/** The part of odex 2.0.4 that `initial-value.ts` uses; the package's own sources do not pass strict type checks. */
declare module 'odex' {
  export type Derivative = (x: number, y: number[]) => number[];
  export type OutputFunction = (
    stepNumber: number,
    xOld: number,
    x: number,
    y: number[],
    interpolate: (component: number, x: number) => number,
    // biome-ignore lint/suspicious/noConfusingVoidType: odex accepts a function that returns nothing.
  ) => boolean | void;
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
    maxStepSize: number;
    initialStepSize: number;
    denseOutput: boolean;
    solve(
      f: Derivative,
      x0: number,
      y0: number[],
      xEnd: number,
      output?: OutputFunction,
    ): { y: number[]; outcome: Outcome; nStep: number; xEnd: number; nAccept: number; nReject: number; nEval: number };
  }
}
