import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';
import { InputRows } from './input-rows.ts';
import { buildChain } from './layers/build.ts';
import type { Chain } from './layers/chain.ts';
import { copyRows } from './layers/copy-rows.ts';
import { Dense } from './layers/dense.ts';
import { Tap } from './layers/tap.ts';
import { copyArrays, restoreArrays } from './named-arrays.ts';
import type {
  Mode,
  NamedArrays,
  Network,
  NetworkDescription,
  NetworkInputs,
  ParameterRange,
  Precision,
  StreamPlace,
} from './network.ts';
import type { OptimiserRoom } from './optimiser-room.ts';
import type { Parameter } from './parameter.ts';
import type { Rows } from './rows.ts';
import type { PlannedLayer } from './unread-tokens.ts';
import type { Workspace } from './workspace.ts';

/** `Network` of a checked description, in the memory of a workspace. */
export class FlatNetwork<V extends RealArray> implements Network<V> {
  readonly description: NetworkDescription;
  readonly precision: Precision;
  readonly outputs: number;
  readonly outputRows: number;
  readonly featureWidth: number;
  readonly parameters: V;
  readonly gradient: V;
  readonly layout: readonly Parameter<V>[];
  readonly taps: readonly StreamPlace[];
  readonly #taps: readonly Tap<V>[];
  readonly #workspace: Workspace<V>;
  readonly #input: InputRows<V>;
  readonly #chain: Chain<V>;
  readonly #head: Dense<V>;
  readonly #outputGradient: Rows<V>;
  readonly #saved: Readonly<Record<string, RealArray>>;
  #trainable: readonly ParameterRange[];
  #latest: Mode | undefined;
  #rooms = 0;

  /** `layers`: those of the description as they are computed. */
  constructor(
    description: NetworkDescription,
    layers: readonly PlannedLayer[],
    precision: Precision,
    workspace: Workspace<V>,
  ) {
    this.description = description;
    this.precision = precision;
    this.#workspace = workspace;
    this.#input = new InputRows(description, workspace);
    this.#chain = buildChain(layers, this.#input.output, workspace);
    const head = this.#chain.layers.at(-1);
    if (!(head instanceof Dense)) throw new RangeError('Network: expected a dense layer at the end.');
    this.#head = head;
    this.outputs = head.output.width;
    this.outputRows = head.output.tokens;
    this.featureWidth = head.inputWidth;
    this.#outputGradient = workspace.rows(this.outputRows, this.outputs);
    this.#taps = this.#chain.layers.filter((layer) => layer instanceof Tap);
    this.taps = this.#taps.map(({ spec, output }, index) => ({
      ...{ index, name: spec.name ?? `tap-${index + 1}` },
      ...output,
    }));
    this.layout = workspace.parameters;
    this.parameters = workspace.values;
    this.gradient = workspace.gradients;
    this.#saved = { parameters: this.parameters, ...Object.fromEntries(workspace.states) };
    this.#trainable = trainedRanges(this.layout);
  }

  get trainable(): readonly ParameterRange[] {
    return this.#trainable;
  }

  get features(): MatrixOf<V> {
    return this.#head.input ?? refuseOrder('features need a forward pass');
  }

  get outputGradient(): MatrixOf<V> {
    return this.#outputGradient.resize(this.features.rows);
  }

  train(what: 'all' | 'last-layer' | readonly string[]): void {
    const named = typeof what === 'string' ? undefined : what.map((name) => this.#find(name));
    for (const parameter of this.layout) {
      if (named) parameter.trained = named.includes(parameter);
      else parameter.trained = what === 'all' || this.#head.parameters.includes(parameter);
    }
    this.#trainable = trainedRanges(this.layout);
  }

  forward(inputs: NetworkInputs, mode: Mode): MatrixOf<V> {
    this.#latest = undefined;
    const outputs = this.#chain.forward(this.#input.forward(inputs), mode);
    this.#latest = mode;
    return outputs;
  }

  stream(inputs: NetworkInputs, visit: (rows: MatrixOf<V>, place: StreamPlace) => void): MatrixOf<V> {
    for (const [index, tap] of this.#taps.entries()) tap.visit = (rows) => visit(rows, this.taps[index]!);
    try {
      return this.forward(inputs, 'evaluate');
    } finally {
      for (const tap of this.#taps) tap.visit = undefined;
    }
  }

  backward(outputGradient: MatrixOf<V>): void {
    if (this.#latest !== 'train') refuseOrder(`backward needs a forward pass in mode 'train'`);
    const gradient = this.#outputGradient.resize(this.features.rows);
    const { rows, columns } = outputGradient;
    if (rows !== gradient.rows || columns !== gradient.columns) {
      throw new RangeError(
        `Network, gradient of the outputs: expected ${gradient.rows} × ${gradient.columns}; got ${rows} × ${columns}.`,
      );
    }
    if (outputGradient !== gradient) copyRows(outputGradient, gradient);
    const wanted = this.#input.parameters.some(({ trained }) => trained);
    const below = this.#chain.backward(gradient, wanted);
    if (wanted) this.#input.backward(below);
  }

  array(name: string, of: 'parameters' | 'gradient' = 'parameters'): MatrixOf<V> {
    const parameter = this.#find(name);
    return of === 'gradient' ? parameter.gradient : parameter.value;
  }

  optimiserRoom(): OptimiserRoom<V> {
    const { moments, passes } = this.#workspace;
    for (const values of moments) values.fill(0);
    const number = ++this.#rooms;
    const latest = () => this.#rooms;
    return {
      moments,
      passes,
      address: (x) => this.#workspace.address(x),
      get held() {
        return latest() === number;
      },
    };
  }

  snapshot(): NamedArrays {
    return copyArrays(this.#saved);
  }

  restore(arrays: NamedArrays): void {
    restoreArrays(this.#saved, arrays);
    this.#latest = undefined;
  }

  #find(name: string): Parameter<V> {
    const found = this.layout.find((parameter) => parameter.name === name);
    if (found) return found;
    const names = this.layout.map((parameter) => parameter.name).join(', ');
    throw new RangeError(`Network: there is no array '${name}'; there are ${names}.`);
  }
}

/** Ranges of trained parameters; neighbours of one kind are one range. */
function trainedRanges(layout: readonly Parameter<RealArray>[]): ParameterRange[] {
  const ranges: ParameterRange[] = [];
  for (const { offset, rows, columns, decays, trained } of layout) {
    if (!trained) continue;
    const before = ranges.at(-1);
    const length = rows * columns;
    if (before && before.decays === decays && before.offset + before.length === offset) {
      ranges[ranges.length - 1] = { ...before, length: before.length + length };
    } else ranges.push({ offset, length, decays });
  }
  return ranges;
}

function refuseOrder(what: string): never {
  throw new Error(`Network: ${what}; call forward first.`);
}
