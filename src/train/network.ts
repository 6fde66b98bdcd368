import type { MatrixOf, RealArray } from '../numeric/dense/matrix.ts';
import type { InputSpec, LayerSpec } from './layer-spec.ts';
import type { OptimiserRoom } from './optimiser-room.ts';

export type Precision = 'float64' | 'float32';
/** Numbers of a network of precision P. */
export type ArrayOf<P extends Precision> = P extends 'float64' ? Float64Array : Float32Array;

/** `train`: statistics of the batch, and what `backward` needs is kept; `evaluate`: running statistics, no `backward`. */
export type Mode = 'train' | 'evaluate';

/** Examples, one per row (real numbers), or count × length tokens in a row. */
export type NetworkInputs = MatrixOf<RealArray> | Int32Array;

/** One array of parameters within the flat vector. */
export interface ParameterArray {
  /** Layer and array, 'dense-2.weights': layers of a kind are counted from 1 in the order of the specification. */
  readonly name: string;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  /** Whether weight decay applies: to matrices, not to biases, gains and shifts. */
  readonly decays: boolean;
}

/** Parameters from `offset` on. */
export interface ParameterRange {
  readonly offset: number;
  readonly length: number;
  readonly decays: boolean;
}

/** Numbers by name: what a file of arrays holds. */
export type NamedArrays = Readonly<Record<string, RealArray>>;

export interface NetworkDescription {
  readonly input: InputSpec;
  /** The last one is dense: its input are the features. */
  readonly layers: readonly LayerSpec[];
  /** Most examples in one forward pass. */
  readonly capacity: number;
}

/** A place where rows are read: a layer of kind `tap`. */
export interface StreamPlace {
  /** Number among the taps, from 0. */
  readonly index: number;
  readonly name: string;
  /** Rows of one example there. */
  readonly tokens: number;
  readonly width: number;
}

/** A network with its exact gradient, in memory of its own: forward and backward allocate no array at a repeated count. */
export interface Network<V extends RealArray = RealArray> {
  readonly description: NetworkDescription;
  readonly precision: Precision;
  /** C, the width of the outputs. */
  readonly outputs: number;
  /** Rows of outputs of one example: 1 behind pooling or flatten, else its tokens. */
  readonly outputRows: number;
  /** p, the width of the features. */
  readonly featureWidth: number;
  /** All parameters, laid out as `layout` says. Writing to it is how they change. */
  readonly parameters: V;
  /** Gradient in the same layout; entries outside `trainable` are not written. */
  readonly gradient: V;
  readonly layout: readonly ParameterArray[];
  /** What is trained, in ascending order: all parameters at first. */
  readonly trainable: readonly ParameterRange[];
  /**
   * Trains all parameters, those of the last dense layer (the backward pass then ends there), or the arrays named.
   * @throws RangeError for an unknown name
   */
  train(what: 'all' | 'last-layer' | readonly string[]): void;
  /**
   * Outputs, (count · outputRows) × C: a view, valid until the next call. Inputs are copied.
   * @throws RangeError for inputs of another width, for no example or more than `capacity`, for a token outside the vocabulary
   */
  forward(inputs: NetworkInputs, mode: Mode): MatrixOf<V>;
  /** Φ of the latest forward pass, (count · outputRows) × p: a view, valid until the next call. */
  readonly features: MatrixOf<V>;
  /** Where the description has taps, in this order. */
  readonly taps: readonly StreamPlace[];
  /**
   * A forward pass in mode `evaluate` that shows the rows at every tap on the way, in the order of `taps`: a view of
   * (count · tokens) × width numbers, valid during the call of `visit` only. Inputs and outputs as in `forward`.
   */
  stream(inputs: NetworkInputs, visit: (rows: MatrixOf<V>, place: StreamPlace) => void): MatrixOf<V>;
  /**
   * `gradient` = Σ_rows of outputGradient · ∂outputs/∂parameters at the latest forward pass; outputGradient has the shape of
   * the outputs, in this network's memory (`outputGradient` below) or elsewhere.
   * @throws Error unless the latest pass was forward in mode `train`
   */
  backward(outputGradient: MatrixOf<V>): void;
  /** Room for ∂loss/∂outputs in this network's memory, as many rows as the latest forward pass had. */
  readonly outputGradient: MatrixOf<V>;
  /** An array as a matrix that shares memory with `parameters` (or with `gradient`). @throws RangeError for an unknown name */
  array(name: string, of?: 'parameters' | 'gradient'): MatrixOf<V>;
  /** Room for an optimiser's moments, at 0; whoever had it before has it no longer: a network has one optimiser at a time. */
  optimiserRoom(): OptimiserRoom<V>;
  /** Parameters and running statistics, copied. */
  snapshot(): NamedArrays;
  /** Takes back what `snapshot` gave. @throws RangeError where arrays or lengths do not fit. */
  restore(arrays: NamedArrays): void;
}
