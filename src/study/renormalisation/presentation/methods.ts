import type { MethodSection } from '../../../figure/report.ts';
import { optimiserText, rateText } from '../../training-optimiser.ts';
import { measuredPositions, type RenormalisationScenario, statesOf } from '../renormalisation-scenario.ts';

/** How the numbers of a study of residual streams were made. */
export function studyMethods(scenario: RenormalisationScenario): MethodSection[] {
  return [
    chainSection(scenario),
    networkSection(scenario),
    measureSection(scenario),
    claimSection(scenario),
    statisticsSection(scenario),
  ];
}

function chainSection({ variants, sequence }: RenormalisationScenario): MethodSection {
  const [{ chain }] = variants as [RenormalisationScenario['variants'][number]];
  const law = {
    'equal-mixing':
      'The symbol stays with probability α = e^{−1/ξ}, else it is drawn anew from all V alike: P = αI + (1 − α)11^T/V.',
    ring: 'The symbol steps to either neighbour on a ring, or stays; the probabilities follow from ξ.',
    matrix: 'The transition matrix is given.',
  }[chain.law];
  return {
    title: 'Chain and task',
    formulas: ['ξ = −1/ln|λ_2|'],
    sentences: [
      law,
      `Stationary sequences of ${sequence.length} symbols, exactly ${sequence.masked} positions masked, drawn without replacement; the loss is the cross-entropy of the masked symbols, in nats.`,
      'The Bayes floor is exact: the expectation over masks of H(x_t | nearest symbols that are seen), which no predictor beats. With a window only what lies in it is seen.',
    ],
    lines: [{ symbol: 'V', meaning: 'symbols', value: String(statesOf(chain)) }],
  };
}

function networkSection({ variants, training }: RenormalisationScenario): MethodSection {
  const stacks = variants.map(({ network }) => network);
  const [{ width, hidden, activation }] = stacks as [(typeof stacks)[number]];
  const window = stacks.find(({ mixing }) => mixing === 'window');
  const mixer = stacks.find(({ mixing }) => mixing === 'token-mixing');
  return {
    title: 'Networks',
    formulas: ['x ← x + W_2 σ(W_1 LN(x))'],
    sentences: [
      'The stream x ∈ R^d of a position begins as a learned embedding and goes through L blocks; a linear head reads it. It is looked at before the first block (layer 0) and after each.',
      ...(stacks.some(({ mixing }) => mixing === 'none')
        ? [
            'none: a position sees its own token, so the stream holds at most V + 1 vectors, and one at masked positions.',
          ]
        : []),
      ...(window
        ? [
            `window: a position sees the embeddings of its ${window.radius} neighbours on each side beside its own, through one linear map in front of the stream.`,
          ]
        : []),
      ...(mixer
        ? [
            `token-mixing: every block begins with the same along the positions, channel by channel, with ${mixer.tokenHidden} neurons, as in MLP-Mixer (arXiv 2105.01601).`,
          ]
        : []),
      'Weights begin uniform within ±1/√fan-in, embeddings N(0, 1).',
    ],
    lines: [
      { symbol: 'L', meaning: 'blocks', value: [...new Set(stacks.map(({ layers }) => layers))].join(', ') },
      { symbol: 'd', meaning: 'width of the stream', value: String(width) },
      { meaning: 'neurons of a block', value: `${hidden}, ${activation}` },
      { meaning: 'optimiser', value: optimiserText(training) },
      { symbol: 'η', meaning: 'learning rate', value: rateText(training) },
      { symbol: 'λ', meaning: 'weight decay, on matrices', value: String(training.weightDecay) },
      { meaning: 'sequences per step, all fresh', value: String(training.batch) },
      { meaning: 'steps', value: String(training.steps) },
      { meaning: 'arithmetic of the networks', value: training.precision },
    ],
  };
}

function measureSection({ sequence, measure, variants }: RenormalisationScenario): MethodSection {
  const masked = variants.some(({ rows }) => rows === 'masked');
  const all = variants.filter(({ rows }) => rows === 'all').map(({ network }) => network.mixing);
  return {
    title: 'Measures of the stream',
    formulas: [
      'rank = exp(−Σ_i p_i ln p_i),  p_i = s_i/Σ_j s_j',
      'd_ℓ = 1 − ‖X_ℓ^TX_{ℓ+1}‖^2 / (‖X_ℓ^TX_ℓ‖ ‖X_{ℓ+1}^TX_{ℓ+1}‖)',
      'R^2 = 1 − Σ_v Σ (y_v − ŷ_v)^2 / Σ_v Σ (y_v − ȳ_v)^2',
    ],
    sentences: [
      `X_ℓ: ${measure.samples} rows of layer ℓ at one position, about their mean, from sequences that were not trained on; s its singular values. Positions ${measuredPositions(sequence, measure).join(', ')}, counted from 0.`,
      ...(masked ? ['window: rows are those of sequences in which the position is masked: what the head reads.'] : []),
      ...(all.length > 0
        ? [`${[...new Set(all)].join(', ')}: rows are those of all sequences, masked there or not.`]
        : []),
      ...(variants.some(({ network }) => network.mixing !== 'token-mixing')
        ? [
            'Mean kernel: as many Gaussian neurons as the stack is wide, with the kernel K0 that it has at infinite width and random weights, on the same rows; K0 of two rows follows from the number of tokens in which they agree, layer by layer. What the initial weights differ from it is finite width; what the trained ones differ from those is training. With layers across positions K0 does not close, and none is drawn.',
          ]
        : []),
      'Ranks and drift are taken at each position by itself and averaged; pooled, rows of all positions are put together first.',
      `Decodability: one linear map for all measured positions with ${measure.reach} neighbours on each side, fitted on one half of the sequences and scored on the other. D_LR after Nam et al., arXiv 2410.04264, with a jackknife over blocks of samples within one network (arrays richnessError).`,
    ],
  };
}

function claimSection({ measure }: RenormalisationScenario): MethodSection {
  return {
    title: 'Claims',
    sentences: [
      'The claims are those of Haggi-Mani & Rish, arXiv 2606.10324, in this program’s reading: their networks and settings are known from the abstract alone.',
      '(i) holds where every step down in depth takes rank away on average over seeds and all together surely do; fails where one surely adds some.',
      '(ii) holds where Δrank = rank_0 − rank_L is surely positive at the shortest correlation length, and at the longest surely below half of it.',
      `(iii) holds where two transitions surely have more than ${measure.concentration} of all drift. A plateau is the longest run of transitions with drift below ${measure.plateau}.`,
      'Surely: by Student’s law over seeds, one-sided at 5 %.',
    ],
  };
}

function statisticsSection({ seeds, seed }: RenormalisationScenario): MethodSection {
  return {
    title: 'Statistics and provenance',
    sentences: [
      'Every seed has its own initial weights and sequences; errors are standard errors over seeds.',
      'The same scenario and version of odepth give the same numbers to the last bit, whatever the number of workers and however often a run was interrupted.',
    ],
    lines: [
      { meaning: 'seed', value: seed },
      { meaning: 'seeds of the repetitions', value: seeds.join(', ') },
    ],
  };
}
