import type { MethodLine, MethodSection } from '../../../figure/report.ts';
import { referenceText } from '../../../record/array-reference.ts';
import type { Json } from '../../../record/json.ts';
import type { GivenArray, RichnessScenario } from '../richness-scenario.ts';
import type { RichnessData } from './richness-data.ts';
import { savingInJax, savingInTorch } from './saving.ts';

/** How the numbers were made. */
export function richnessMethods(data: RichnessData, provenance: Readonly<Record<string, Json>>): MethodSection[] {
  const { scenario } = data;
  return [
    richnessSection(scenario),
    ...(data.spectra().length > 0 ? [spectrumSection(scenario)] : []),
    companionSection(scenario),
    errorSection(scenario, provenance),
    dataSection(scenario),
    {
      title: 'Saving your own arrays in PyTorch',
      sentences: ['Evaluation mode, no dropout; outputs are those before the softmax. Convert bfloat16 to float32.'],
      code: savingInTorch,
    },
    { title: 'Saving your own arrays in JAX', code: savingInJax },
  ];
}

function richnessSection({ estimator, rankTolerance }: RichnessScenario): MethodSection {
  const centred = estimator === 'centre-then-project';
  return {
    title: 'Dynamical richness',
    formulas: [
      'D_{LR} = 1 − CKA(T, T_{MP}),  T = Σ_k |Φ_k⟩⟨Φ_k|,  T_{MP}[u] = a_1⟨1|u⟩1 + a_2 P_{f̂} u',
      centred
        ? 'Φ_c = H_cΦ,  Q an orthonormal basis of the span of H_cF, r its rank:  D_{LR} = 1 − ‖Q^TΦ_c‖^2 / (‖Φ_c^TΦ_c‖ √r)'
        : 'Q an orthonormal basis of the span of F,  M = H_cQ,  Φ_c = H_cΦ:  D_{LR} = 1 − ‖M^TΦ_c‖^2 / (‖Φ_c^TΦ_c‖ ‖M^TM‖)',
    ],
    lines: [
      { meaning: 'estimator', value: estimator },
      { meaning: 'rank tolerance: least singular value over the largest', value: String(rankTolerance) },
    ],
    sentences: [
      'Features that span only the learned function give 0 (rich), features that go on in directions the function does not use give up to 1 (lazy). Neither labels nor the initial network enter. H_c subtracts the mean over rows.',
      'The definition is that of Nam et al., Decoupling Dynamical Richness from Representation Learning, arXiv 2410.04264; where the centring enters is our reading of it, and both readings are computed.',
    ],
  };
}

function spectrumSection({ spectrum }: RichnessScenario): MethodSection {
  return {
    title: 'Spectrum',
    formulas: [
      'Φ/√n = U S V^T,  ρ_k = S_k^2,  e_k = √n U_k',
      'Π*(k) = Σ_{j≤k} ‖P_{e_j} f*‖^2 / ‖f*‖^2,  Π̂(k) = Σ_{j≤k} ‖P_{e_j} f̂‖^2 / ‖f̂‖^2',
    ],
    sentences: [
      'f* are the targets, or one-hot labels where there are no targets; f̂ are the outputs. Equation 5 of the paper; that the sums are cumulative is our reading.',
    ],
    lines: [
      { meaning: 'means subtracted', value: spectrum.centred ? 'yes' : 'no' },
      { meaning: 'components kept', value: String(spectrum.components) },
    ],
  };
}

function companionSection({ labels, initial, checkpoints }: RichnessScenario): MethodSection {
  const lines: MethodLine[] = [
    ...(initial || checkpoints.length > 1
      ? [
          {
            ...{ symbol: 'S_{init}', meaning: 'similarity to the initial features', symbolic: true },
            value: '‖Φ_{0,c}^TΦ_c‖^2 / (‖Φ_{0,c}^TΦ_{0,c}‖ ‖Φ_c^TΦ_c‖)',
          },
        ]
      : []),
    ...(labels
      ? [
          {
            symbol: 'NC1',
            meaning: 'within-class over between-class spread',
            value: 'Tr(Σ_W Σ_B^+)/C',
            symbolic: true,
          },
          {
            symbol: 'NC2',
            meaning: 'distance of the centred class means from a simplex',
            value: 'equiangular, of equal length',
          },
        ]
      : []),
  ];
  return {
    title: 'Other measures',
    ...(lines.length > 0 && { lines }),
    sentences: [
      lines.length > 0
        ? 'They are printed beside D_LR because each is used as a measure of richness; they answer other questions.'
        : 'Labels add NC1, NC2 and the accuracy; initial features add S_init.',
    ],
  };
}

function errorSection(scenario: RichnessScenario, provenance: Readonly<Record<string, Json>>): MethodSection {
  const linearised = provenance['jackknife'] === 'linearised';
  return {
    title: 'Standard errors',
    sentences: [
      `Rows are dealt out at random to ${scenario.blocks} blocks, and every number is computed again without one block at a time (jackknife). The error is that of a random sample of inputs; it does not know of other seeds or other trainings.`,
      ...(linearised ? ['Leaving out a block was taken to first order, because of the size of the arrays.'] : []),
      'The error of an accuracy is that of a binomial proportion.',
      'The same arrays, scenario and version of odepth give the same numbers to the last bit, whatever the number of workers.',
    ],
    lines: [
      { meaning: 'rows used', value: String(scenario.rows) },
      { meaning: 'blocks', value: String(scenario.blocks) },
      { meaning: 'seed', value: scenario.seed },
    ],
  };
}

function dataSection({ checkpoints, targets, labels, initial, initialOutputs }: RichnessScenario): MethodSection {
  const several = checkpoints.length > 1;
  const shown = several ? [checkpoints[0]!, checkpoints.at(-1)!] : checkpoints;
  const line = (meaning: string, array: GivenArray | null): MethodLine[] =>
    array
      ? [
          {
            meaning,
            value: `${referenceText(array)}, ${array.shape.join(' × ')}, ${array.type}, SHA-256 ${array.sha256.slice(0, 16)}…`,
          },
        ]
      : [];
  return {
    title: 'Arrays',
    sentences: several ? [`First and last of ${checkpoints.length} checkpoints; scenario.json has all of them.`] : [],
    lines: [
      ...shown.flatMap(({ step, features, outputs }) => {
        const where = step === null ? '' : `, step ${step}`;
        return [...line(`features${where}`, features), ...line(`outputs${where}`, outputs)];
      }),
      ...line('targets', targets),
      ...line('labels', labels),
      ...line('initial features', initial),
      ...line('initial outputs', initialOutputs),
    ],
  };
}
