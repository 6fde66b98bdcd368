import { makeTask, type Task } from '#odepth/model/task';
import type { TrainingScenario, TrainingSolver } from '#odepth/study/geodesic/geodesic-scenario';

/** A host that says nothing and never stops. */
export const host = { report: () => {} };

/** 150 points: two lanes, so that threads have something to share. */
export function smallTask(train = 150): Promise<Task> {
  const teacher = { widths: [4, 2, 3], hidden: 10 };
  return makeTask({ source: { teacher, train, test: 20 }, centre: true, normalise: true }, 9n);
}

export function smallTraining(solver: Partial<TrainingSolver> = {}, width = 8): TrainingScenario {
  return {
    seed: '9',
    model: {
      ...{ effectiveDepth: 3, width, activation: 'relu', bias: true },
      ...{ inputMap: 'learned', outputMap: 'learned' },
    },
    penalty: { lambdaOverDepth: 0.002, maps: 1 },
    solver: {
      ...{ method: 'training', layers: 6, steps: 'equidistant', irregularity: 0, adaptEvery: null },
      adam: { epochs: 120, learningRate: 0.02, decay: 'none' },
      sgd: { epochs: 40, learningRate: 0.05, decay: 'none' },
      ...{ initialScale: 0.5, initialLeak: 2 },
      ...solver,
    },
  };
}
