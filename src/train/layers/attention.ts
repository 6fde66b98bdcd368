import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import { torchLaw } from '../layer-spec.ts';
import type { Parameter } from '../parameter.ts';
import { LastTokenRows, type Rows } from '../rows.ts';
import type { PlannedAttention } from '../unread-tokens.ts';
import type { Workspace } from '../workspace.ts';
import { type AttentionShape, attend, attendBackward } from './attend.ts';
import type { Layer, Shape } from './layer.ts';
import { Projection } from './projection.ts';

/**
 * Q = X W_Qᵀ + b_Q, K = X W_Kᵀ + b_K, V = X W_Vᵀ + b_V, O from them by `attend`, Y = O W_Oᵀ + b_O; backward by
 * `attendBackward` and those of the four dense maps. Vaswani et al., arXiv 1706.03762.
 *
 * With queries of the last token only, Q, O and Y have one row per example.
 */
export class Attention<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly #shape: AttentionShape;
  readonly #query: Projection<V>;
  readonly #key: Projection<V>;
  readonly #value: Projection<V>;
  readonly #output: Projection<V>;
  readonly #weights: Rows<V>;
  readonly #attended: Rows<V>;
  readonly #gradients: { readonly o: Rows<V>; readonly q: Rows<V>; readonly k: Rows<V>; readonly v: Rows<V> };
  readonly #dx: Rows<V>;
  readonly #slopes: Float64Array;
  readonly #lastRows: LastTokenRows<V> | undefined;
  readonly #lastGradient: LastTokenRows<V> | undefined;

  /** `heads` divides the width. */
  constructor(spec: PlannedAttention, { tokens, width }: Shape, workspace: Workspace<V>) {
    const { heads, causal, bias = true, initial = torchLaw } = spec;
    const queries = spec.queries === 'last-token' ? 1 : tokens;
    this.#shape = { heads, width: width / heads, tokens, queries, causal };
    this.output = { tokens: queries, width };
    const arrays = workspace.arraysOf('attention');
    const projection = (name: string, rows: number) => {
      const map = { outputs: width, bias, initial, weights: `${name}-weights`, biases: `${name}-biases` };
      return new Projection(map, { tokens: rows, width }, arrays, workspace);
    };
    this.#query = projection('query', queries);
    this.#key = projection('key', tokens);
    this.#value = projection('value', tokens);
    this.#output = projection('output', queries);
    const all = [this.#query, this.#key, this.#value, this.#output];
    this.parameters = all.flatMap(({ parameters }) => parameters);
    this.#weights = workspace.rows(queries, heads * tokens);
    this.#attended = workspace.rows(queries, width);
    this.#gradients = {
      o: workspace.shared('attention o', queries, width),
      q: workspace.shared('attention q', queries, width),
      k: workspace.shared('attention k', tokens, width),
      v: workspace.shared('attention v', tokens, width),
    };
    this.#dx = workspace.inputGradient(tokens, width);
    this.#slopes = new Float64Array(queries * tokens);
    if (queries === tokens) return;
    this.#lastRows = new LastTokenRows(workspace.arena.vector(0), tokens, width);
    this.#lastGradient = new LastTokenRows(workspace.arena.vector(0), tokens, width);
  }

  forward(x: MatrixOf<V>): MatrixOf<V> {
    const count = x.rows / this.#shape.tokens;
    const asking = this.#lastRows?.of(x) ?? x;
    const o = this.#attended.resize(asking.rows);
    const p = this.#weights.resize(asking.rows);
    const [q, k, v] = [this.#query.forward(asking), this.#key.forward(x), this.#value.forward(x)];
    attend(this.#shape, count, q.data, k.data, v.data, p.data, o.data);
    return this.#output.forward(o);
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    const { o, q, k, v } = this.#gradients;
    const count = dy.rows / this.#shape.queries;
    const rows = count * this.#shape.tokens;
    this.#output.backward(dy, o.resize(dy.rows), 0);
    attendBackward(
      this.#shape,
      count,
      this.#query.y.data,
      this.#key.y.data,
      this.#value.y.data,
      this.#weights.data,
      o.data,
      q.resize(dy.rows).data,
      k.resize(rows).data,
      v.resize(rows).data,
      this.#slopes,
    );
    const dx = wanted ? this.#dx.resize(rows) : undefined;
    this.#key.backward(k, dx, 0);
    this.#value.backward(v, dx, 1);
    this.#query.backward(q, dx && (this.#lastGradient?.of(dx) ?? dx), 1);
    return dx ?? dy;
  }
}
