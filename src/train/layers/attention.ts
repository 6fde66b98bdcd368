import type { MatrixOf, RealArray } from '../../numeric/dense/matrix.ts';
import { torchLaw } from '../layer-spec.ts';
import type { Parameter } from '../parameter.ts';
import { LastTokenRows, type Rows } from '../rows.ts';
import type { PlannedAttention } from '../unread-tokens.ts';
import type { Workspace } from '../workspace.ts';
import type { Layer, Shape } from './layer.ts';
import { Projection } from './projection.ts';
import { softmaxRows } from './softmax-rows.ts';

/**
 * Q = X W_Qᵀ + b_Q, K = X W_Kᵀ + b_K, V = X W_Vᵀ + b_V, Y = O W_Oᵀ + b_O, and of every example and head, of width w,
 *
 *     S_ij = q_i · k_j / √w,   P_i = softmax over the keys j that i sees,   o_i = Σ_j P_ij v_j;
 *     dV_j = Σ_i P_ij do_i,   dS_ij = P_ij (do_i · v_j − Σ_l P_il do_i · v_l),
 *     dq_i = Σ_j dS_ij k_j / √w,   dk_j = Σ_i dS_ij q_i / √w.
 *
 * Vaswani et al., arXiv 1706.03762. With queries of the last token only, Q, O and Y have one row per example.
 */
export class Attention<V extends RealArray> implements Layer<V> {
  readonly output: Shape;
  readonly parameters: readonly Parameter<V>[];
  readonly #heads: number;
  readonly #width: number;
  readonly #tokens: number;
  readonly #queries: number;
  readonly #causal: boolean;
  readonly #workspace: Workspace<V>;
  readonly #query: Projection<V>;
  readonly #key: Projection<V>;
  readonly #value: Projection<V>;
  readonly #output: Projection<V>;
  /** P, heads × tokens numbers for every query: head by head within an example. */
  readonly #weights: Rows<V>;
  readonly #attended: Rows<V>;
  readonly #gradients: { readonly o: Rows<V>; readonly q: Rows<V>; readonly k: Rows<V>; readonly v: Rows<V> };
  readonly #dx: Rows<V>;
  readonly #slopes: V;
  readonly #lastRows: LastTokenRows<V> | undefined;
  readonly #lastGradient: LastTokenRows<V> | undefined;

  /** `heads` divides the width. */
  constructor(spec: PlannedAttention, { tokens, width }: Shape, workspace: Workspace<V>) {
    const { heads, causal, bias = true, initial = torchLaw } = spec;
    const queries = spec.queries === 'last-token' ? 1 : tokens;
    this.#heads = heads;
    this.#width = width / heads;
    this.#tokens = tokens;
    this.#queries = queries;
    this.#causal = causal;
    this.#workspace = workspace;
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
    this.#slopes = workspace.vector(queries * tokens);
    if (queries === tokens) return;
    this.#lastRows = new LastTokenRows(workspace.arena.vector(0), tokens, width);
    this.#lastGradient = new LastTokenRows(workspace.arena.vector(0), tokens, width);
  }

  forward(x: MatrixOf<V>): MatrixOf<V> {
    const count = x.rows / this.#tokens;
    const asking = this.#lastRows?.of(x) ?? x;
    const o = this.#attended.resize(asking.rows);
    const p = this.#weights.resize(asking.rows);
    const [q, k, v] = [this.#query.forward(asking), this.#key.forward(x), this.#value.forward(x)];
    const at = ({ data }: MatrixOf<RealArray>) => this.#workspace.address(data);
    const { passes } = this.#workspace;
    const factor = 1 / Math.sqrt(this.#width);
    const [heads, width, tokens, queries, causal] = this.#sizes();
    passes.scores(count, heads, width, tokens, queries, causal, factor, at(q), at(k), at(p));
    softmaxRows(p.data, tokens, queries, causal);
    passes.average(count, heads, width, tokens, queries, causal, at(p), at(v), at(o));
    return this.#output.forward(o);
  }

  backward(dy: MatrixOf<V>, wanted: boolean): MatrixOf<V> {
    const { o, q, k, v } = this.#gradients;
    const count = dy.rows / this.#queries;
    const rows = count * this.#tokens;
    this.#output.backward(dy, o.resize(dy.rows), 0);
    q.resize(dy.rows);
    k.resize(rows);
    v.resize(rows);
    const at = ({ data }: MatrixOf<RealArray>) => this.#workspace.address(data);
    const factor = 1 / Math.sqrt(this.#width);
    // biome-ignore format: sizes, from, to
    this.#workspace.passes.attendBackward(
      count, ...this.#sizes(), factor,
      at(this.#query.y), at(this.#key.y), at(this.#value.y), at(this.#weights), at(o),
      at(q), at(k), at(v), this.#workspace.address(this.#slopes),
    );
    const dx = wanted ? this.#dx.resize(rows) : undefined;
    this.#key.backward(k, dx, 0);
    this.#value.backward(v, dx, 1);
    this.#query.backward(q, dx && (this.#lastGradient?.of(dx) ?? dx), 1);
    return dx ?? dy;
  }

  #sizes() {
    return [this.#heads, this.#width, this.#tokens, this.#queries, this.#causal] as const;
  }
}
