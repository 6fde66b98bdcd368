import type { GeodesicScenario, TrainingScenario, TrainingSolver } from '../geodesic/geodesic-scenario.ts';

export type StepScheme = TrainingSolver['steps'];

/** A comparison of layer steps with nothing left to fill in. */
export interface LayerStepsScenario
  extends Pick<GeodesicScenario, 'format' | 'name' | 'purpose' | 'seed' | 'model' | 'task' | 'penalty'> {
  readonly kind: 'layer-steps';
  readonly solver: Omit<TrainingSolver, 'layers' | 'steps' | 'adaptEvery'> & { readonly adaptEvery: number };
  readonly compare: {
    /** L, ascending. */
    readonly layers: readonly number[];
    readonly steps: readonly StepScheme[];
    /** A seed for each repetition; the first is the scenario's own. */
    readonly seeds: readonly string[];
    /** Standard errors of a normal law that make a difference clear; more are asked for by Student's law where seeds are few. */
    readonly confidence: number;
  };
}

/** One training of a comparison: places in its three lists. */
export interface StepsPosition {
  readonly seed: number;
  readonly layers: number;
  readonly scheme: number;
}

/** All trainings, one seed after the other, the schemes that are compared next to each other. */
export function stepsPositions({ compare }: Pick<LayerStepsScenario, 'compare'>): StepsPosition[] {
  return compare.seeds.flatMap((_, seed) =>
    compare.layers.flatMap((_, layers) => compare.steps.map((_, scheme) => ({ seed, layers, scheme }))),
  );
}

/** The training at one position. All those of a seed have the same data and begin with the same weights. */
export function trainingAt(
  { model, penalty, solver, compare }: LayerStepsScenario,
  at: StepsPosition,
): TrainingScenario {
  const layers = compare.layers[at.layers];
  const steps = compare.steps[at.scheme];
  const seed = compare.seeds[at.seed];
  if (layers === undefined || steps === undefined || seed === undefined) {
    throw new RangeError(`no such position in the comparison: ${JSON.stringify(at)}`);
  }
  const { irregularity, adaptEvery, ...common } = solver;
  return {
    ...{ seed, model, penalty },
    solver: {
      ...common,
      ...{ layers, steps },
      irregularity: steps === 'irregular' ? irregularity : 0,
      adaptEvery: steps === 'adaptive' ? adaptEvery : null,
    },
  };
}
