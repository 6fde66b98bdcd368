import type { RealArray } from '../../numeric/dense/matrix.ts';
import { momentsOf } from '../../theory/richness/accumulate.ts';
import { totalMoments } from '../../theory/richness/combine-moments.ts';
import { dynamicalRichness } from '../../theory/richness/dynamical-richness.ts';
import { richnessMeasures } from '../../theory/richness/measures.ts';
import { distanceMoved, squaredNorm } from '../../theory/richness/parameter-norms.ts';
import { RichnessError } from '../../theory/richness/richness-error.ts';
import type { RowMoments } from '../../theory/richness/row-moments.ts';
import type { Rows } from '../../theory/richness/rows.ts';
import { featureSpectrum } from '../../theory/richness/spectrum.ts';
import { evaluateNetwork } from '../../train/evaluate-network.ts';
import type { Network } from '../../train/network.ts';
import type { LossName, TrainingData } from '../../train/training.ts';
import { type PointData, trainingData } from './point-data.ts';
import type { JackknifedName, PointSpectrum } from './point-result.ts';
import type { QuantityName } from './quantities.ts';
import type { MeasureChoice, TrainingChoice } from './training-scenario.ts';

/** What one checkpoint gives. */
export interface NetworkNumbers {
  readonly values: Partial<Record<QuantityName, number>>;
  readonly errors: Partial<Record<JackknifedName, number>>;
  readonly warning: string | null;
}

/** Measures a network again and again: on its training and test examples, and the features of the measured ones. */
export class NetworkMeter {
  readonly #network: Network;
  readonly #data: PointData;
  readonly #loss: LossName;
  readonly #blocks: number;
  readonly #train: TrainingData;
  readonly #test: TrainingData;
  readonly #measured: TrainingData;
  readonly #targets: Rows | undefined;
  readonly #features: MutableRows;
  readonly #outputs: MutableRows;
  readonly #initialFeatures: Rows;
  readonly #initialParameters: RealArray;

  /** The network must be at its initial weights: they are what S_init and distances refer to. */
  constructor(network: Network, data: PointData, training: TrainingChoice, measure: MeasureChoice) {
    this.#network = network;
    this.#data = data;
    this.#loss = training.loss === 'cross-entropy' ? 'softmax-cross-entropy' : 'mean-square';
    this.#blocks = Math.min(measure.blocks, data.measured.count);
    const prepared = (examples: PointData['train']) => trainingData(examples, training, data.outputs);
    [this.#train, this.#test, this.#measured] = [prepared(data.train), prepared(data.test), prepared(data.measured)];
    this.#targets = data.measured.targets ?? undefined;
    this.#features = rowsFor(data.measured.count, network.featureWidth, training);
    this.#outputs = rowsFor(data.measured.count, network.outputs, training);
    this.#evaluate();
    this.#initialFeatures = { ...this.#features, data: this.#features.data.slice() };
    this.#initialParameters = network.parameters.slice();
  }

  /** What the training reads. */
  get trainingData(): TrainingData {
    return this.#train;
  }

  /** Everything at the present parameters. */
  numbers(): NetworkNumbers {
    const { parameters } = this.#network;
    const train = evaluateNetwork(this.#network, this.#loss, this.#train);
    const test = evaluateNetwork(this.#network, this.#loss, this.#test);
    const classes = this.#data.train.labels !== null;
    const values: Partial<Record<QuantityName, number>> = {
      trainLoss: train.loss,
      testLoss: test.loss,
      ...(classes && { trainAccuracy: train.accuracy, testAccuracy: test.accuracy }),
      parameterNorm: squaredNorm([parameters]),
      parameterDistance: distanceMoved([parameters], [this.#initialParameters]),
    };
    this.#evaluate();
    try {
      return { ...this.#richness(values, true), warning: null };
    } catch (error) {
      if (!(error instanceof RichnessError)) throw error;
      return this.#withoutLabels(values, error.message);
    }
  }

  /** D_LR and S_init where labels are too few of a kind for NC1 and NC2, or nothing where the features say nothing. */
  #withoutLabels(values: NetworkNumbers['values'], warning: string): NetworkNumbers {
    try {
      return { ...this.#richness(values, false), warning };
    } catch (error) {
      if (!(error instanceof RichnessError)) throw error;
      return { values, errors: {}, warning: error.message };
    }
  }

  #richness(values: NetworkNumbers['values'], labelled: boolean): Omit<NetworkNumbers, 'warning'> {
    const blocks = this.#moments(labelled);
    const total = totalMoments(blocks);
    const { richness, initialAlignment, collapseVariability, collapseFrame } = richnessMeasures(total, blocks);
    const other = dynamicalRichness(total, { estimator: 'project-then-centre' });
    return {
      values: {
        ...values,
        ...{ D_LR: richness.value, D_LR_projectedFirst: other.value, rank: richness.rank },
        ...(initialAlignment && { S_init: initialAlignment.value }),
        ...(collapseVariability && { NC1: collapseVariability.value }),
        ...(collapseFrame && { NC2: collapseFrame.value }),
      },
      errors: {
        D_LR: richness.standardError,
        ...(initialAlignment && { S_init: initialAlignment.standardError }),
        ...(collapseVariability && { NC1: collapseVariability.standardError }),
        ...(collapseFrame && { NC2: collapseFrame.standardError }),
      },
    };
  }

  /** ρ_k, Π*(k), Π̂(k) at the parameters that `numbers` has just measured; null where the features vanish. */
  spectrum(): PointSpectrum | null {
    try {
      const { values, quality, utilisation } = featureSpectrum(totalMoments(this.#moments(true)));
      return { values, quality: quality ?? new Float64Array(), utilisation: utilisation ?? new Float64Array() };
    } catch (error) {
      if (error instanceof RichnessError) return null;
      throw error;
    }
  }

  #evaluate(): void {
    evaluateNetwork(this.#network, this.#loss, this.#measured, { features: this.#features, outputs: this.#outputs });
  }

  #moments(labelled: boolean): RowMoments[] {
    const { count } = this.#data.measured;
    const labels = labelled ? this.#data.measured.labels : null;
    const classes = labels ? this.#data.outputs : 0;
    return Array.from({ length: this.#blocks }, (_, block) => {
      const first = Math.round((block * count) / this.#blocks);
      const end = Math.round(((block + 1) * count) / this.#blocks);
      return momentsOf(
        {
          features: part(this.#features, first, end),
          outputs: part(this.#outputs, first, end),
          initialFeatures: part(this.#initialFeatures, first, end),
          ...(labels && { labels: labels.subarray(first, end) }),
          ...(this.#targets && { targets: part(this.#targets, first, end) }),
          firstRow: first,
        },
        classes,
      );
    });
  }
}

interface MutableRows extends Rows {
  readonly data: Float64Array | Float32Array;
}

function rowsFor(rows: number, columns: number, { precision }: TrainingChoice): MutableRows {
  const length = rows * columns;
  const data = precision === 'float64' ? new Float64Array(length) : new Float32Array(length);
  return { rows, columns, stride: columns, data };
}

function part(rows: Rows, first: number, end: number): Rows {
  const data = rows.data.subarray(first * rows.stride, end * rows.stride);
  return { ...rows, rows: end - first, data };
}
