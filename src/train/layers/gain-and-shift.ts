import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import type { Parameter } from '../parameter.ts';
import type { LayerArrays, Workspace } from '../workspace.ts';

/** y = g ⊙ z + b of every row, g from 1 and b from 0;  dg = Σ_rows z ⊙ dy,  db = Σ_rows dy. */
export class GainAndShift<V extends RealArray> {
  readonly parameters: readonly [Parameter<V>, Parameter<V>];
  /** Σ_rows z ⊙ dy and Σ_rows dy of the latest `backward`. */
  readonly gainSums: V;
  readonly shiftSums: V;
  readonly #workspace: Workspace<V>;

  constructor(width: number, arrays: LayerArrays<V>, workspace: Workspace<V>) {
    this.parameters = [arrays.parameter('gain', 1, width, 1, false), arrays.parameter('shift', 1, width, 0, false)];
    this.gainSums = workspace.vector(width);
    this.shiftSums = workspace.vector(width);
    this.#workspace = workspace;
  }

  /** g. */
  get gain(): V {
    return this.parameters[0].value.data;
  }

  /** b. */
  get shift(): V {
    return this.parameters[1].value.data;
  }

  /** Both sums, and the gradient of what is trained. */
  backward({ rows, columns, data }: MatrixOf<V>, z: MatrixOf<V>): void {
    const at = (values: RealArray) => this.#workspace.address(values);
    const { gainSums, shiftSums } = this;
    this.#workspace.passes.weightedColumnSums(rows, columns, at(data), at(z.data), at(gainSums), at(shiftSums));
    const [gain, shift] = this.parameters;
    if (gain.trained) gain.gradient.data.set(gainSums);
    if (shift.trained) shift.gradient.data.set(shiftSums);
  }
}
