import type { RealArray } from '../numeric/dense/matrix.ts';
import { type PassKernels, passesOf, type SharedArena } from './kernels.ts';
import type { Beginning, Parameter } from './parameter.ts';
import { Rows } from './rows.ts';

/** Layers with parameters, with the number that stands for them in the address of their initial values: never renumber. */
const kindNumbers = { dense: 1, 'layer-norm': 2, 'batch-norm': 3, embedding: 4, attention: 5 } as const;
type Kind = keyof typeof kindNumbers;

/** What a layer asks for its arrays by. */
export interface LayerArrays<V extends RealArray> {
  /** The next array of the layer. */
  parameter(array: string, rows: number, columns: number, beginning: Beginning, decays: boolean): Parameter<V>;
  /** Numbers that go with the parameters in a snapshot but are not trained, all `value` at first. */
  state(array: string, length: number, value: number): Float64Array;
}

/**
 * Memory of a network, given out to its layers as they are built. The layers are built twice: on a workspace that only
 * measures, with matrices of no rows, then on one whose arena has the size measured.
 */
export class Workspace<V extends RealArray> {
  readonly arena: SharedArena<V>;
  /** Passes in the memory of the arena. */
  readonly passes: PassKernels;
  /** Most examples. */
  readonly capacity: number;
  readonly parameters: Parameter<V>[] = [];
  readonly states = new Map<string, Float64Array>();
  /** All parameters, and their gradient. */
  readonly values: V;
  readonly gradients: V;
  /** Room for two numbers per parameter, for an optimiser. */
  readonly moments: readonly [V, V];
  readonly #measured: Workspace<V> | undefined;
  /** Lengths of the vectors asked for. */
  readonly #lengths: number[] = [];
  readonly #sharedLengths = new Map<string, number>();
  readonly #shared = new Map<string, V>();
  readonly #ordinals = new Map<Kind, number>();
  #parameterCount = 0;
  #depth = 0;
  #side = 0;

  /** @throws RangeError when the arena is too small, which it is not with `lengths` of the workspace `measured` */
  constructor(arena: SharedArena<V>, capacity: number, measured?: Workspace<V>) {
    this.arena = arena;
    this.passes = passesOf(arena);
    this.capacity = capacity;
    this.#measured = measured;
    const perParameter = () => arena.vector(measured ? measured.#parameterCount : 0);
    this.values = perParameter();
    this.gradients = perParameter();
    this.moments = [perParameter(), perParameter()];
  }

  /** Lengths of all vectors of the arena, once the layers are built. */
  get lengths(): readonly number[] {
    const perParameter = new Array<number>(4).fill(this.#parameterCount);
    return [...perParameter, ...this.#lengths, ...this.#sharedLengths.values()];
  }

  /** Where x[0] is, for `passes`. @throws RangeError unless x lies in the arena */
  address(x: RealArray): number {
    return this.arena.addressOfValues(x as V);
  }

  /** Numbers that belong to the layer that asks. */
  vector(length: number): V {
    this.#lengths.push(length);
    return this.arena.vector(this.#measured ? length : 0);
  }

  /** A matrix of count × tokens rows that belongs to the layer that asks. */
  rows(tokens: number, columns: number): Rows<V> {
    return new Rows(this.vector(this.capacity * tokens * columns), columns);
  }

  /** A matrix as `rows` that whoever asks by this name gets too: it holds nothing from one call of a layer to the next. */
  shared(name: string, tokens: number, columns: number): Rows<V> {
    const length = this.capacity * tokens * columns;
    const most = this.#measured ? this.#measured.#sharedLengths.get(name) : undefined;
    if (most === undefined) {
      this.#sharedLengths.set(name, Math.max(length, this.#sharedLengths.get(name) ?? 0));
      return new Rows(this.arena.vector(0), columns);
    }
    let whole = this.#shared.get(name);
    if (!whole) {
      whole = this.arena.vector(most);
      this.#shared.set(name, whole);
    }
    return new Rows(whole.subarray(0, length) as V, columns);
  }

  /** Address, for `passes`, of numbers in float64 that stay as they are; whoever asks by this name gets the same. */
  table(name: string, length: number, build: () => Float64Array): number {
    const whole = this.#shared.get(name);
    if (whole) return this.address(whole);
    const most = this.#measured ? this.#measured.#sharedLengths.get(name) : undefined;
    if (most === undefined) {
      this.#sharedLengths.set(name, (8 * length) / this.values.BYTES_PER_ELEMENT);
      return 0;
    }
    const room = this.arena.vector(most);
    this.#shared.set(name, room);
    new Float64Array(room.buffer, room.byteOffset, length).set(build());
    return this.address(room);
  }

  /**
   * Room for ∂loss/∂x of a layer. It is read by the layer before only, so that two, taken in turn, are enough for a chain,
   * and two more for a chain within one of its layers, whose ∂loss/∂y is still needed.
   */
  inputGradient(tokens: number, columns: number): Rows<V> {
    this.#side = 1 - this.#side;
    return this.shared(`gradient ${this.#depth} ${this.#side}`, tokens, columns);
  }

  /** Builds a chain within a layer. */
  nested<T>(build: () => T): T {
    const side = this.#side;
    this.#depth++;
    const built = build();
    this.#depth--;
    this.#side = side;
    return built;
  }

  /** Arrays of the next layer of a kind: 'dense-1.weights'. */
  arraysOf(kind: Kind): LayerArrays<V> {
    const ordinal = (this.#ordinals.get(kind) ?? 0) + 1;
    this.#ordinals.set(kind, ordinal);
    const first = (kindNumbers[kind] * 2 ** 32 + ordinal) * 16;
    let arrays = 0;
    return {
      parameter: (array, rows, columns, beginning, decays) => {
        const offset = this.#parameterCount;
        this.#parameterCount += rows * columns;
        const view = (of: V) => of.subarray(offset, offset + rows * columns) as V;
        const shape = { rows, columns, stride: columns };
        const parameter: Parameter<V> = {
          name: `${kind}-${ordinal}.${array}`,
          ...{ offset, rows, columns, decays, beginning },
          value: { ...shape, data: view(this.values) },
          gradient: { ...shape, data: view(this.gradients) },
          stream: first + arrays++,
          trained: true,
        };
        this.parameters.push(parameter);
        return parameter;
      },
      state: (array, length, value) => {
        const numbers = new Float64Array(length).fill(value);
        this.states.set(`${kind}-${ordinal}.${array}`, numbers);
        return numbers;
      },
    };
  }
}
