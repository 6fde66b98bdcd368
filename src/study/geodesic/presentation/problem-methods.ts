import type { MethodLine, MethodSection } from '../../../figure/report.ts';
import type { GeodesicScenario, ResolvedTask } from '../geodesic-scenario.ts';
import { taskShape } from '../task-of-scenario.ts';

const mapTexts = {
  none: { input: 'none: data fill the first neurons', output: 'none: the first neurons are the outputs' },
  fixed: { input: 'fixed, random and orthonormal', output: 'fixed, random and orthonormal' },
  learned: { input: 'learned', output: 'learned' },
} as const;

/** The network and what is minimised. */
export function modelSection({ model, penalty }: GeodesicScenario): MethodSection {
  const { activation, width, bias, effectiveDepth, inputMap, outputMap } = model;
  const learned = inputMap === 'learned' || outputMap === 'learned';
  const lines: MethodLine[] = [
    {
      symbol: 'σ',
      meaning: 'activation',
      value: typeof activation === 'object' ? `softplus, ln(1 + e^{βz})/β with β = ${activation.softplus}` : activation,
      symbolic: true,
    },
    { symbol: 'w', meaning: 'width', value: String(width) },
    { meaning: 'bias', value: bias ? 'yes: a last column of W that acts on 1 and is penalised too' : 'none' },
    { symbol: 'L̃', meaning: 'effective depth', value: String(effectiveDepth) },
    { symbol: 'E', meaning: 'map of inputs to neurons', value: mapTexts[inputMap].input },
    { symbol: 'D', meaning: 'map of neurons to outputs', value: mapTexts[outputMap].output },
    { symbol: 'μ = λ/L̃', meaning: 'penalty', value: String(penalty.lambdaOverDepth) },
    ...(learned
      ? [{ symbol: 'm', meaning: 'penalty of learned maps against that of W', value: String(penalty.maps) }]
      : []),
  ];
  return {
    title: 'Network and problem',
    formulas: [
      '∂_p A = −L̃ A + W_p σ(A),  A_0 = E X,  f(x) = D α_1(x),  p from 0 to 1',
      `min_W  (1/N) Σ ‖y − f(x)‖^2 + (λ/2L̃) [ ∫ ‖W_p‖^2 dp${learned ? ' + m (‖E‖^2 + ‖D‖^2) of those learned' : ''} ]`,
    ],
    sentences: [
      'Jacot & Kaiser, Hamiltonian Mechanics of Feature Learning: Bottleneck Structure in Leaky ResNets, arXiv 2405.17573.',
    ],
    lines,
  };
}

/** Where the data come from and what was done to them. */
export function dataSection({ task }: GeodesicScenario, teacherRank: number | null): MethodSection {
  const shape = taskShape(task);
  const { formulas, text } = lawOf(task);
  return {
    title: 'Data',
    formulas,
    sentences: [
      task.centre
        ? 'The mean of the training points is taken away from inputs and targets, coordinate by coordinate; test points are moved by the same amount.'
        : 'Inputs and targets are not centred.',
      task.normalise
        ? 'Inputs and targets are each divided by one number, so that the mean square of a coordinate over the training points is 1; test points by the same number.'
        : 'Inputs and targets are not normalised.',
    ],
    lines: [
      { meaning: 'law', value: text },
      { meaning: 'dimensions', value: `${shape.inputs} → ${shape.targets}` },
      { symbol: 'N', meaning: 'training points', value: String(shape.points) },
      { meaning: 'test points', value: testPoints(task) },
      ...(teacherRank === null
        ? []
        : [{ symbol: 'k^*', meaning: 'largest rank of the Jacobian of the teacher', value: String(teacherRank) }]),
    ],
  };
}

function testPoints(task: ResolvedTask): string {
  const given = 'data' in task ? (task.data.testInputs?.shape[0] ?? 0) : 0;
  return given > 0
    ? `${given}, given`
    : task.test > 0
      ? `${task.test}${'data' in task ? ', held out at random' : ''}`
      : 'none';
}

function lawOf(task: ResolvedTask): { readonly formulas: readonly string[]; readonly text: string } {
  if ('data' in task) return { formulas: [], text: `given numbers, from ${task.data.source}` };
  if ('target' in task) {
    return {
      formulas: [],
      text: `x ~ N(0, I), y = (${task.target.slice(0, 4).join(', ')}${task.target.length > 4 ? ', …' : ''})`,
    };
  }
  const { teacher } = task;
  if ('resnet' in teacher) {
    const { width, layers, effectiveDepth, strength } = teacher.resnet;
    return {
      formulas: ['α_ℓ = (1 − L̃/L) α_{ℓ−1} + s √(2/(L (w + 1))) G_ℓ ([α_{ℓ−1}]_+, 1),  G_ℓ ~ N(0, 1),  x ~ N(0, I)'],
      text: `a random Leaky ResNet: w = ${width}, L = ${layers}, L̃ = ${effectiveDepth}, s = ${strength}`,
    };
  }
  const { widths, hidden } = teacher;
  return hidden > 0
    ? {
        formulas: [
          'f = g_k ∘ … ∘ g_1,  g_i(x) = V_i [U_i (x, 1)]_+,  U_i ~ N(0, 1/(d_{i−1} + 1)),  V_i ~ N(0, 2/h),  x ~ N(0, I)',
        ],
        text: `random ReLU networks with h = ${hidden} hidden neurons, ${widths.join(' → ')}`,
      }
    : {
        formulas: ['f = V_k … V_1 x,  V_i ~ N(0, 1/d_{i−1}),  x ~ N(0, I)'],
        text: `random linear maps, ${widths.join(' → ')}`,
      };
}
