import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';
import { copyRows } from './layers/copy-rows.ts';
import { Embedding } from './layers/embedding.ts';
import type { Shape } from './layers/layer.ts';
import type { NetworkDescription, NetworkInputs } from './network.ts';
import type { Parameter } from './parameter.ts';
import type { Rows } from './rows.ts';
import type { Workspace } from './workspace.ts';

/** Where a network takes in its inputs: a copy of real numbers, or embedded tokens. */
export class InputRows<V extends RealArray> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly #capacity: number;
  readonly #vocabulary: number;
  readonly #embedding: Embedding<V> | undefined;
  readonly #rows: Rows<V> | undefined;
  /** Room for the tokens of `capacity` examples, and the part of it in use. */
  readonly #room: Int32Array;
  #tokens: Int32Array;

  constructor({ input, layers, capacity }: NetworkDescription, workspace: Workspace<V>) {
    const first = layers[0];
    this.#capacity = capacity;
    this.#vocabulary = 'vocabulary' in input ? input.vocabulary : 0;
    if ('vocabulary' in input && first?.kind === 'embedding') {
      this.#embedding = new Embedding(first, input.vocabulary, input.length, workspace);
      this.#room = new Int32Array(capacity * input.length);
      this.output = this.#embedding.output;
    } else {
      const width = 'inputs' in input ? input.inputs : 0;
      this.#rows = workspace.rows(1, width);
      this.#room = new Int32Array(0);
      this.output = { tokens: 1, width };
    }
    this.#tokens = this.#room;
    this.parameters = this.#embedding?.parameters ?? [];
  }

  /** @throws RangeError for inputs that do not fit */
  forward(inputs: NetworkInputs): MatrixOf<V> {
    if (inputs instanceof Int32Array) return this.#embed(inputs);
    const rows = this.#rows;
    if (!rows || inputs.columns !== rows.columns) {
      const expected = rows ? `rows of ${rows.columns} numbers` : `tokens (an Int32Array)`;
      throw new RangeError(`Network, inputs: expected ${expected}; got rows of ${inputs.columns} numbers.`);
    }
    this.#checkCount(inputs.rows);
    rows.resize(inputs.rows);
    if (inputs.stride === inputs.columns && inputs.data.length === rows.data.length) rows.data.set(inputs.data);
    else copyRows(inputs, rows);
    return rows;
  }

  backward(dy: MatrixOf<V>): void {
    this.#embedding?.backward(dy);
  }

  #embed(tokens: Int32Array): MatrixOf<V> {
    const length = this.output.tokens;
    if (!this.#embedding || tokens.length % length !== 0) {
      const expected = this.#embedding ? `a multiple of ${length} tokens` : `rows of ${this.output.width} numbers`;
      throw new RangeError(`Network, inputs: expected ${expected}; got ${tokens.length} tokens.`);
    }
    this.#checkCount(tokens.length / length);
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!;
      if (token >= 0 && token < this.#vocabulary) continue;
      throw new RangeError(`Network, inputs: expected tokens from 0 to ${this.#vocabulary - 1}; got ${token} at ${i}.`);
    }
    if (this.#tokens.length !== tokens.length) this.#tokens = this.#room.subarray(0, tokens.length);
    this.#tokens.set(tokens);
    return this.#embedding.forward(this.#tokens);
  }

  #checkCount(count: number): void {
    if (count >= 1 && count <= this.#capacity) return;
    throw new RangeError(`Network, inputs: expected from 1 to ${this.#capacity} examples, the capacity; got ${count}.`);
  }
}
