import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { EmbeddingSpec, InitialLaw } from '../layer-spec.ts';
import { beginningOfWeights, type Parameter } from '../parameter.ts';
import type { Rows } from '../rows.ts';
import type { Workspace } from '../workspace.ts';
import type { Shape } from './layer.ts';

const standardNormal: InitialLaw = { draw: 'gaussian', variance: 1, per: 'entry', biases: 'zero' };

/**
 * Token t at position i to the row E_t + P_i;  dE_t = Σ dy over the rows where t stands, dP_i = Σ dy over the rows at i,
 * added in float64.
 */
export class Embedding<V extends RealArray> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly #tokens: Parameter<V>;
  readonly #positions: Parameter<V> | undefined;
  readonly #y: Rows<V>;
  readonly #tokenSums: Float64Array;
  readonly #positionSums: Float64Array;
  #input: Int32Array | undefined;

  constructor(spec: EmbeddingSpec, vocabulary: number, length: number, workspace: Workspace<V>) {
    const { width, positions = true, initial = standardNormal } = spec;
    const arrays = workspace.arraysOf('embedding');
    const beginning = beginningOfWeights(initial, width);
    this.#tokens = arrays.parameter('tokens', vocabulary, width, beginning, true);
    if (positions) this.#positions = arrays.parameter('positions', length, width, beginning, true);
    this.parameters = this.#positions ? [this.#tokens, this.#positions] : [this.#tokens];
    this.output = { tokens: length, width };
    this.#y = workspace.rows(length, width);
    this.#tokenSums = new Float64Array(vocabulary * width);
    this.#positionSums = new Float64Array(positions ? length * width : 0);
  }

  /** Rows of count × length tokens, which must stay as they are until `backward`. */
  forward(tokens: Int32Array): MatrixOf<V> {
    this.#input = tokens;
    const { tokens: length, width } = this.output;
    const { data } = this.#y.resize(tokens.length);
    const rows = this.#tokens.value.data;
    const positions = this.#positions?.value.data;
    for (let i = 0; i < tokens.length; i++) {
      const at = i * width;
      const from = tokens[i]! * width;
      const position = (i % length) * width;
      if (positions) for (let j = 0; j < width; j++) data[at + j] = rows[from + j]! + positions[position + j]!;
      else for (let j = 0; j < width; j++) data[at + j] = rows[from + j]!;
    }
    return this.#y;
  }

  backward({ data }: MatrixOf<V>): void {
    const { tokens: length, width } = this.output;
    const tokens = this.#input!;
    if (this.#tokens.trained) {
      const sums = this.#tokenSums.fill(0);
      for (let i = 0; i < tokens.length; i++) addRow(data, i * width, sums, tokens[i]! * width, width);
      this.#tokens.gradient.data.set(sums);
    }
    if (this.#positions?.trained) {
      const sums = this.#positionSums.fill(0);
      for (let i = 0; i < tokens.length; i++) addRow(data, i * width, sums, (i % length) * width, width);
      this.#positions.gradient.data.set(sums);
    }
  }
}

function addRow(data: RealArray, from: number, sums: Float64Array, to: number, width: number): void {
  for (let j = 0; j < width; j++) sums[to + j]! += data[from + j]!;
}
