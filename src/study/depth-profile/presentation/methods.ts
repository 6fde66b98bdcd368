import type { MethodLine, MethodSection } from '../../../figure/report.ts';
import type { LeakyActivation } from '../../../model/leaky-resnet.ts';
import { referenceText } from '../../../record/array-reference.ts';
import { lineOf } from '../cost.ts';
import type { ProfileStream } from '../depth-scenario.ts';
import { isSampled } from '../scenario.ts';
import type { ProfileData } from './profile-data.ts';
import { savingInJax, savingInTorch } from './saving.ts';

/** How the numbers were made. */
export function profileMethods(data: ProfileData): MethodSection[] {
  const { scenario } = data;
  return [
    {
      title: 'Ranks',
      formulas: [
        'X = U S V^T, samples × width;  p_i = s_i/Σs:  effective rank = exp(−Σ p_i ln p_i)',
        'p_i = s_i^2/Σs^2:  of variances = exp(−Σ p_i ln p_i);  participation = (Σs^2)^2/Σs^4;  stable = Σs^2/s_1^2',
      ],
      lines: [{ meaning: 'mean over samples subtracted', value: scenario.centred ? 'yes' : 'no' }],
      sentences: [
        'Effective rank: Roy & Vetterli, EUSIPCO 2007. Singular values come from a triangular factor of the rows, not from their squares.',
        'Where samples have positions, the profile is that of one position, averaged over positions; positions taken together as if they were samples are shown beside it, since differences between positions then count as directions.',
      ],
    },
    {
      title: 'Drift, turning and plateaus',
      formulas: [
        'd_l = 1 − ‖X_l^TX_{l+1}‖^2 / (‖X_l^TX_l‖ ‖X_{l+1}^TX_{l+1}‖), X less its mean',
        'θ_l = arccos(1 − d_l),  speed = θ_l / (p_{l+1} − p_l),  p depth from 0 to 1',
      ],
      lines: [
        {
          meaning: 'a stretch of depth is slow below this part of the mean speed',
          value: String(scenario.plateau),
        },
      ],
      sentences: [
        'Drift falls with the square of the step between layers, so that its sum goes to zero where there are many of them; the angle falls with the step itself. Profiles of different numbers of layers are therefore compared by angles. That the drift is small between all layers of a deep stack does not mean a plateau.',
      ],
    },
    ...moreSections(data),
    {
      title: 'Standard errors',
      sentences: [
        `Samples are dealt out at random to ${scenario.blocks} blocks, and every number is computed again without one block at a time (jackknife); of random networks the errors are those of the mean over networks, and of kernels what the errors of their entries make of them.`,
        'Ranks of few samples are too small; where the jackknife says by more than the standard error, a note does. What positions differ by is not in the errors of their means: arrays.npz has every position.',
        'The same arrays, scenario and version of odepth give the same numbers to the last bit, whatever the number of workers.',
      ],
      lines: [
        { meaning: 'blocks', value: String(scenario.blocks) },
        { meaning: 'seed', value: scenario.seed },
      ],
    },
    { title: 'Streams', lines: scenario.streams.flatMap(streamLines) },
    {
      title: 'Saving your own streams in PyTorch',
      sentences: ['Evaluation mode, no dropout. Convert bfloat16 to float32.'],
      code: savingInTorch,
    },
    { title: 'Saving your own streams in JAX', code: savingInJax },
  ];
}

function moreSections(data: ProfileData): MethodSection[] {
  const { costOfIdentity, streams } = data.scenario;
  const measured = (quantity: 'D_LR' | 'coi') => streams.some((stream) => data.at(stream, '', quantity, '0'));
  const cost: MethodSection[] = costOfIdentity
    ? [
        {
          title: 'Cost of identity',
          formulas: ['COI(A) = Tr[A (K + γ)^{−1} A^T],  K = σ(A)^Tσ(A),  A = X^T'],
          lines: [
            {
              symbol: 'σ',
              meaning: costOfIdentity.bias ? 'activation, with a row of ones' : 'activation',
              value: leakyName(costOfIdentity.activation),
            },
            { symbol: 'γ', meaning: 'over the operator norm of K', value: String(costOfIdentity.relative) },
          ],
          sentences: ['The least ‖W‖^2 of a layer that keeps A as it is (arXiv 2405.17573).'],
        },
      ]
    : [];
  const richness: MethodSection[] = measured('D_LR')
    ? [
        {
          title: 'Dynamical richness',
          sentences: [
            `D_LR of arXiv 2410.04264, of every layer as if it were the last before the outputs, centre-then-project${data.scenario.richness ? '; of streams without outputs against the last layer' : ''}.`,
          ],
        },
      ]
    : [];
  return [...cost, ...richness];
}

function leakyName(activation: LeakyActivation): string {
  return typeof activation === 'string' ? activation : `softplus, sharpness ${activation.softplus}`;
}

function streamLines(stream: ProfileStream): MethodLine[] {
  const line: MethodLine = { meaning: stream.label, value: lineOf(stream).slice(stream.label.length + 2) };
  if (stream.from === 'random') {
    const { weightVariance, biasVariance, leak, residualScale, activation } = stream.ensemble;
    const name = typeof activation === 'string' ? activation : activation.expression;
    const value = `${name}, C_W = ${weightVariance}, C_b = ${biasVariance}, κ = ${leak}, ε = ${residualScale}; ${stream.inputs.dimension} coordinates of variance ${stream.inputs.variance}`;
    return [line, { meaning: `${stream.label}: ensemble`, value }];
  }
  if (!isSampled(stream)) return [line, { meaning: `${stream.label}: digest`, value: stream.record.digest }];
  const [array] = stream.arrays;
  return [
    line,
    {
      meaning: `${stream.label}: array`,
      value: `${referenceText(array!)}, ${array!.type}, SHA-256 ${array!.sha256.slice(0, 16)}…`,
    },
  ];
}
