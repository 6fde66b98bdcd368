import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { InitialLaw } from '../layer-spec.ts';
import { beginningOfBiases, beginningOfWeights, type Parameter } from '../parameter.ts';
import type { Rows } from '../rows.ts';
import type { LayerArrays, Workspace } from '../workspace.ts';
import type { Shape } from './layer.ts';

/** What a map Y = X Wᵀ + 1 bᵀ is made of. */
export interface ProjectionSpec {
  readonly outputs: number;
  readonly bias: boolean;
  readonly initial: InitialLaw;
  /** Names of the arrays in their layer. */
  readonly weights: string;
  readonly biases: string;
}

/** Y = X Wᵀ + 1 bᵀ;  dX = dY W,  dW = dYᵀ X,  db = dYᵀ 1. */
export class Projection<V extends RealArray> {
  readonly parameters: readonly Parameter<V>[];
  readonly y: Rows<V>;
  readonly #workspace: Workspace<V>;
  readonly #weights: Parameter<V>;
  readonly #biases: Parameter<V> | undefined;
  #x: MatrixOf<V> | undefined;

  constructor(spec: ProjectionSpec, { tokens, width }: Shape, arrays: LayerArrays<V>, workspace: Workspace<V>) {
    const { outputs, bias, initial } = spec;
    this.#weights = arrays.parameter(spec.weights, outputs, width, beginningOfWeights(initial, width), true);
    if (bias) this.#biases = arrays.parameter(spec.biases, 1, outputs, beginningOfBiases(initial, width), false);
    this.parameters = this.#biases ? [this.#weights, this.#biases] : [this.#weights];
    this.#workspace = workspace;
    this.y = workspace.rows(tokens, outputs);
  }

  /** X of the latest forward pass. */
  get input(): MatrixOf<V> | undefined {
    return this.#x;
  }

  forward(x: MatrixOf<V>): MatrixOf<V> {
    this.#x = x;
    const y = this.y.resize(x.rows);
    const { arena, passes } = this.#workspace;
    if (this.#biases) {
      const row = this.#workspace.address(this.#biases.value.data);
      passes.repeatRow(y.rows, y.columns, row, this.#workspace.address(y.data));
    }
    arena.multiplyRightTransposed(1, x, this.#weights.value, this.#biases ? 1 : 0, y);
    return y;
  }

  /** The gradient of what is trained, and dX ← dX of this map + β dX where dX is given. */
  backward(dy: MatrixOf<V>, dx: MatrixOf<V> | undefined, beta: number): void {
    const { arena, passes } = this.#workspace;
    const { rows, columns, data } = dy;
    if (this.#weights.trained) arena.multiplyLeftTransposed(1, dy, this.#x!, 0, this.#weights.gradient);
    if (this.#biases?.trained) {
      const sums = this.#workspace.address(this.#biases.gradient.data);
      passes.columnSums(rows, columns, this.#workspace.address(data), sums);
    }
    if (dx) arena.multiply(1, dy, this.#weights.value, beta, dx);
  }
}
