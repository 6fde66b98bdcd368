import type { MethodLine, MethodSection } from '../../../figure/report.ts';
import type { TrainingPhase } from '../../geodesic/geodesic-scenario.ts';
import type { LayerStepsScenario } from '../steps-scenario.ts';

/** How the numbers of a comparison of layer steps were made. */
export function stepsMethods(scenario: LayerStepsScenario): MethodSection[] {
  return [networkSection(scenario), stepsSection(scenario), trainingSection(scenario), statisticsSection(scenario)];
}

function networkSection({ model, penalty, task }: LayerStepsScenario): MethodSection {
  const { activation } = model;
  const lines: MethodLine[] = [
    { symbol: 'L̃', meaning: 'effective depth', value: String(model.effectiveDepth) },
    { symbol: 'w', meaning: 'width', value: String(model.width) },
    {
      symbol: 'σ',
      meaning: 'activation',
      value: `${typeof activation === 'object' ? `softplus ${activation.softplus}` : activation}${model.bias ? ', with bias' : ''}`,
    },
    { meaning: 'map of the inputs', value: model.inputMap },
    { meaning: 'map to the outputs', value: model.outputMap },
    { symbol: 'λ/L̃', meaning: 'penalty on weights', value: String(penalty.lambdaOverDepth) },
    { symbol: 'm', meaning: 'penalty on learned maps against it', value: String(penalty.maps) },
    { meaning: 'data', value: dataText(task) },
  ];
  return {
    title: 'Networks',
    formulas: [
      'A_ℓ = (1 − ρ_ℓ L̃) A_{ℓ−1} + ρ_ℓ W_ℓ σ(A_{ℓ−1}),  Σ ρ_ℓ = 1',
      'loss = (1/N) Σ ‖y − f(x)‖^2 + (λ/2L̃) [Σ ρ_ℓ ‖W_ℓ‖^2 + m (‖E‖^2 + ‖D‖^2)]',
    ],
    sentences: ['The test error is (1/M) Σ ‖y − f(x)‖^2 over M test points.'],
    lines,
  };
}

function dataText(task: LayerStepsScenario['task']): string {
  const what =
    'data' in task
      ? task.data.source
      : 'target' in task
        ? task.target.join(', ')
        : 'widths' in task.teacher
          ? `random teacher ${task.teacher.widths.join(' → ')}`
          : 'random Leaky ResNet';
  const train = 'train' in task ? `, ${task.train} points for training` : '';
  return `${what}${train}${task.test > 0 ? `, ${task.test} for testing` : ''}`;
}

function stepsSection({ compare, solver }: LayerStepsScenario): MethodSection {
  const sentences = {
    equidistant: 'Equidistant: ρ_ℓ = 1/L.',
    irregular: `Irregular: ρ_ℓ = 1/L + (a/L)(1/4 − |ℓ/L − 1/2|), a = ${solver.irregularity}, divided by their sum.`,
    adaptive: `Adaptive: every ${solver.adaptEvery} epochs ρ_ℓ ← c_ℓ⁻¹/Σ c⁻¹ with c_ℓ = ‖A_ℓ − A_{ℓ−1}‖/(ρ_ℓ ‖A_ℓ‖), so that every layer would move the data by the same part of themselves; W_ℓ and the moments of Adam stay. A c below 0.05 of the largest counts as that, and no layer forgets more than 0.9 of its input where there are layers enough.`,
  };
  return { title: 'Steps', sentences: compare.steps.map((scheme) => sentences[scheme]) };
}

function trainingSection({ solver }: LayerStepsScenario): MethodSection {
  const phase = ({ epochs, learningRate, decay }: TrainingPhase) =>
    `${epochs} epochs, learning rate ${learningRate}${decay === 'cosine' ? ', to 0 along half a cosine' : ''}`;
  return {
    title: 'Training',
    sentences: [
      'Every epoch is one step over all training points; learning rates are those of W, E, D as they are. The network of least loss among all epochs is the one that is measured.',
      'Weights start at max(0, L̃ − s) I plus noise, one draw for all layers: networks of one seed begin as nearly the same function, whatever L and the steps.',
    ],
    lines: [
      { meaning: 'first: Adam', value: phase(solver.adam) },
      { meaning: 'then: gradient descent', value: phase(solver.sgd) },
      { symbol: 's', meaning: 'leak left over at the start', value: String(solver.initialLeak) },
      { meaning: 'noise at the start, times √features', value: String(solver.initialScale) },
    ],
  };
}

function statisticsSection({ compare, seed }: LayerStepsScenario): MethodSection {
  return {
    title: 'Statistics and provenance',
    sentences: [
      'Networks of one seed share teacher, data and initial weights, so schemes are compared seed by seed: the log ratio of their test errors, its mean and standard error over seeds. For all numbers of layers together the mean over L is taken first for each seed.',
      `A difference is clear at as many standard errors as have, by Student’s law for these seeds, the chance of error that ${compare.confidence} have by the normal law. Each line is decided by itself: of many lines some are clear by chance.`,
      'The same scenario and the same version of odepth give the same numbers to the last bit, whatever the number of workers and however often a run was interrupted.',
    ],
    lines: [
      { meaning: 'seed', value: seed },
      { meaning: 'seeds of the repetitions', value: compare.seeds.join(', ') },
    ],
  };
}
