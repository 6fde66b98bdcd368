import type { MethodLine, MethodSection } from '../../../figure/report.ts';
import { isJsonObject, type Json, jsonNumber } from '../../../record/json.ts';
import { optimiserText, rateText } from '../../training-optimiser.ts';
import type { NetworkChoice, RichnessTrainingScenario, TaskChoice, TrainingChoice } from '../training-scenario.ts';

/** How the numbers of a study of richness along training were made. */
export function studyMethods(
  scenario: RichnessTrainingScenario,
  provenance: Readonly<Record<string, Json>>,
): MethodSection[] {
  return [
    measuresSection(scenario),
    networksSection(scenario, provenance),
    differencesSection(scenario),
    statisticsSection(scenario),
  ].filter((section) => section !== null);
}

function measuresSection({ measure, variants }: RichnessTrainingScenario): MethodSection {
  const on = { train: 'training examples', test: 'test examples', all: 'training and test examples' }[measure.on];
  const labels = variants.some(({ task }) => !('linearTeacher' in task));
  return {
    title: 'Measures',
    formulas: [
      'D_{LR} = 1 − ‖Q^TΦ_c‖^2 / (‖Φ_c^TΦ_c‖ √r)',
      'S_{init} = ‖Φ_{0c}^TΦ_c‖^2 / (‖Φ_{0c}^TΦ_{0c}‖ ‖Φ_c^TΦ_c‖)',
      'Φ/√n = U S V^T,  ρ_k = S_k^2,  Π*(k) = Σ_{j≤k} ‖P_{e_j} y‖^2/‖y‖^2,  Π̂(k) = Σ_{j≤k} ‖P_{e_j} f‖^2/‖f‖^2',
    ],
    sentences: [
      `Φ (n × p) are the inputs of the last layer, F (n × C) its outputs; _c: means subtracted; Q: an orthonormal basis of F_c, r its rank. Norms are Frobenius norms. D_LR after Nam et al., arXiv 2410.04264; the order of centring and projection is this program’s reading. D_LR′ projects first and then centres.`,
      `Features of at most ${measure.examples} ${on} are measured, drawn at random, in mode evaluate.`,
      ...(labels
        ? [
            'NC1 = tr(Σ_W Σ_B^+)/C and NC2, the distance of class means from a simplex, take the labels that the network learns.',
          ]
        : []),
    ],
  };
}

function networksSection(
  { variants }: RichnessTrainingScenario,
  provenance: Readonly<Record<string, Json>>,
): MethodSection {
  const [{ task, network, training }] = variants as [RichnessTrainingScenario['variants'][number]];
  return {
    title: 'Networks',
    sentences: [...dataSentences(task, provenance), ...networkSentences(network), ...lossSentences(training)],
    lines: [
      {
        meaning: 'optimiser',
        value: `${optimiserText(training)}${training.batch === 'full' ? ', all examples at once' : ', batches shuffled every epoch'}`,
      },
      { symbol: 'η', meaning: 'learning rate', value: rateText(training) },
      { symbol: 'λ', meaning: 'weight decay, on matrices', value: String(training.weightDecay) },
      { meaning: 'examples per step', value: String(training.batch) },
      { meaning: 'steps', value: String(training.steps) },
      { meaning: 'arithmetic of the networks', value: training.precision },
      { meaning: 'layers trained', value: training.trainOnly },
    ],
  };
}

function dataSentences(task: TaskChoice, provenance: Readonly<Record<string, Json>>): string[] {
  if ('modularAddition' in task) {
    const { modulus, trainFraction, mirrorPairs } = task.modularAddition;
    const drawn = mirrorPairs === 'together' ? 'drawn at random with (b, a) beside (a, b)' : 'drawn at random';
    return [
      `Addition modulo ${modulus}: tokens a, b, = to the class a + b; ${trainFraction} of the ${modulus ** 2} pairs, ${drawn}, are for training, the others for testing.`,
    ];
  }
  if ('prototypes' in task) {
    const { classes, dimension, noise, train, test } = task.prototypes;
    return [
      `${classes} classes around random points of N(0, I) in ${dimension} dimensions, noise ${noise}; ${train} examples for training, ${test} for testing.`,
    ];
  }
  if ('linearTeacher' in task) {
    const { inputs, outputs, singularValues, train, test } = task.linearTeacher;
    return [
      `y = W x from ${inputs} to ${outputs} dimensions, singular values ${singularValues.join(', ')} along random directions; ${train} whitened inputs for training, ${test} for testing.`,
    ];
  }
  const { dataset, train, test, classes } = task.images;
  const { pixels } = provenance;
  const moments = isJsonObject(pixels) ? [jsonNumber(pixels['mean']), jsonNumber(pixels['deviation'])] : [];
  const scaled =
    moments.length === 2 ? ` (first seed: mean ${moments[0]!.toFixed(2)}, deviation ${moments[1]!.toFixed(2)})` : '';
  return [
    `${train} images for training and ${test} for testing, drawn from the two sets of ${dataset}${classes === null ? '' : `, classes 0 to ${classes - 1}`}. Inputs are (pixel − mean)/deviation over all pixels of the training images${scaled}.`,
  ];
}

function networkSentences(network: NetworkChoice): string[] {
  if ('transformer' in network) {
    const { layers, width, heads, hidden, layerNorm, activation } = network.transformer;
    return [
      `Decoder of ${layers} blocks: learned embeddings of tokens and positions, width ${width}, causal attention of ${heads} heads, then ${hidden} ${activation} neurons, each added to the stream${layerNorm ? '; layer norm before both and before the last layer' : ''}. Features are those of the last token.`,
    ];
  }
  if ('mlp' in network) {
    const { widths, activation, batchNorm } = network.mlp;
    return [
      `Fully connected: ${widths.join(', ')} ${activation} neurons${batchNorm ? ', batch norm before each' : ''}; Gaussian weights of variance ${activation === 'relu' || activation === 'gelu' ? 2 : 1}/fan-in, no biases at first.`,
    ];
  }
  const { widths, initialScale } = network.deepLinear;
  return [
    `Fully connected and linear: hidden widths ${widths.join(', ')}, no biases, Gaussian weights of variance ${initialScale ** 2}/fan-in.`,
  ];
}

function lossSentences({ loss, targetScale }: TrainingChoice): string[] {
  if (loss === 'cross-entropy') return ['Loss: cross-entropy of the softmax of the outputs.'];
  return [
    `Loss: (1/N) Σ ‖f(x) − y/α‖^2, α = ${targetScale}, labels as one-hot y; a class counts as right where its output is largest.`,
  ];
}

/** Fields in which a kind of network differs from the first. */
function differencesSection({ variants }: RichnessTrainingScenario): MethodSection | null {
  if (variants.length < 2) return null;
  const flat = variants.map((variant) => fieldsOf(variant));
  const lines = variants.map((variant, i): MethodLine => {
    const own = [...flat[i]!].filter(([name, value]) => flat.some((other) => other.get(name) !== value));
    return { meaning: variant.label, value: own.map(([name, value]) => `${name}: ${value}`).join(', ') };
  });
  return { title: 'What differs between the networks', lines };
}

function fieldsOf({ task, network, training }: RichnessTrainingScenario['variants'][number]): Map<string, string> {
  const blocks = [...Object.values(task), ...Object.values(network), training] as Readonly<Record<string, unknown>>[];
  return new Map(
    blocks.flatMap((block) => Object.entries(block).map(([name, value]) => [name, JSON.stringify(value)])),
  );
}

function statisticsSection({ seeds, seed, measure }: RichnessTrainingScenario): MethodSection {
  return {
    title: 'Statistics and provenance',
    sentences: [
      'Every seed has its own data, initial weights and order of batches; kinds of networks share them seed by seed, so that they are compared seed by seed. Errors are standard errors over seeds.',
      `Claims are decided by Student’s law, one-sided at 5 %: with few seeds that takes many standard errors. Within one network D_LR, S_init and NC have errors by a jackknife over ${measure.blocks} blocks of examples (arrays NAME.jackknife).`,
      'The same scenario, data and version of odepth give the same numbers to the last bit, whatever the number of workers and however often a run was interrupted.',
    ],
    lines: [
      { meaning: 'seed', value: seed },
      { meaning: 'seeds of the repetitions', value: seeds.join(', ') },
    ],
  };
}
