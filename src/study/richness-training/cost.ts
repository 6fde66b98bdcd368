import { roughBytes, roughTime } from '../cost-text.ts';
import type { CostPrediction } from '../host.ts';
import { dataSetOf, dataSetTrouble } from './image-data.ts';
import {
  checkpointSteps,
  type NetworkChoice,
  pointPositions,
  type RichnessTrainingScenario,
  type TaskChoice,
  taskSize,
  type Variant,
} from './training-scenario.ts';

/** Multiply–adds per second of one core in a whole gradient, by precision: measured, rounded down. */
const perSecond = { float32: 12e9, float64: 6e9 };
/** Pixels of an image, where the file is not read yet. */
const usualPixels = 784;
/** Classes of a data set, where it is not read yet. */
const usualClasses = 10;

/** Work and memory of all networks, and whether the data set is there. */
export async function predictCost(scenario: RichnessTrainingScenario, dataFolder?: string): Promise<CostPrediction> {
  const { variants, seeds, measure } = scenario;
  const costs = variants.map((variant) => costOf(variant, scenario));
  const seconds = seeds.length * costs.reduce((sum, one) => sum + one.seconds, 0);
  const longest = costs.reduce((most, one) => (one.seconds > most.seconds ? one : most));
  const bytes = Math.max(...costs.map((one) => one.bytes));
  const dataset = dataSetOf(scenario);
  const trouble = dataset === null ? null : await dataSetTrouble(dataset, dataFolder);
  return {
    seconds,
    lines: [
      `${pointPositions(scenario).length} networks: ${variants.length} kinds, ${seeds.length} seeds; one on each worker thread at a time`,
      `about ${roughTime(seconds)} of one core in all, the longest ${roughTime(longest.seconds)}; memory for each worker about ${roughBytes(bytes)}`,
      `measured ${checkpointSteps(measure, variants[0]!.training.steps).length} times along the training, on at most ${measure.examples} examples`,
    ],
    refusals: trouble === null ? [] : [trouble],
  };
}

function costOf(
  { task, network, training }: Variant,
  { measure }: RichnessTrainingScenario,
): { readonly seconds: number; readonly bytes: number } {
  const { train, test, outputs } = taskSize(task);
  const { work, parameters, features } = sizeOf(network, inputsOf(task), outputs ?? usualClasses);
  const batch = training.batch === 'full' ? train : training.batch;
  const measured = Math.min(
    measure.examples,
    measure.on === 'train' ? train : measure.on === 'test' ? test : train + test,
  );
  const times = checkpointSteps(measure, training.steps).length;
  // Forwards, backwards, and the gradient itself: three times the work of a forward pass.
  const passes = 3 * training.steps * batch + times * (train + test + measured);
  const richness = times * measured * features * (features + 2 * (outputs ?? usualClasses));
  const seconds = (passes * work) / perSecond[training.precision] + richness / perSecond.float64;
  return {
    seconds,
    bytes: 8 * (train + test + 2 * measured) * inputsOf(task) + 24 * parameters + 60 * batch * work ** 0.5,
  };
}

function inputsOf(task: TaskChoice): number {
  if ('modularAddition' in task) return 0;
  if ('prototypes' in task) return task.prototypes.dimension;
  return 'linearTeacher' in task ? task.linearTeacher.inputs : usualPixels;
}

/** Multiply–adds of one example forwards, parameters, and width of the features. */
function sizeOf(network: NetworkChoice, inputs: number, outputs: number) {
  if ('transformer' in network) {
    const { layers, width, hidden } = network.transformer;
    const block = 4 * width * width + 2 * width * hidden;
    // Three tokens; of the last block only what the last token needs.
    const work = block * (3 * (layers - 1) + 2) + width * outputs;
    return { work, parameters: layers * block + 2 * width * outputs, features: width };
  }
  const { widths } = 'mlp' in network ? network.mlp : network.deepLinear;
  const all = [inputs, ...widths, outputs];
  const work = widths.reduce((sum, width, i) => sum + width * all[i]!, widths.at(-1)! * outputs);
  return { work, parameters: work, features: widths.at(-1)! };
}
