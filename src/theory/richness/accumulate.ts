import { type AbsorbRoom, absorbRoom, absorbRoomBytes, absorbRows } from '../../numeric/dense/absorb-rows.ts';
import { DenseArena } from '../../numeric/dense/arena.ts';
import { inArena } from '../../numeric/dense/borrowed-arena.ts';
import { gramInto, packUpper } from '../../numeric/dense/gram.ts';
import { type Matrix, submatrix } from '../../numeric/dense/matrix.ts';
import { RichnessError } from './richness-error.ts';
import type { RowMoments } from './row-moments.ts';
import { checkBlock, checkShape, type RowBlock, type RowShape, rowParts } from './rows.ts';

/** Rows of a chunk; with the row that joins it to those before, whole blocks of the product kernel. */
const chunkRows = 511;

type Part = (typeof rowParts)[number];

/**
 * Moments of rows as they come, in chunks of a fixed size whatever the calls of `add` bring: the bits depend on the rows and
 * their order only. A chunk X is centred by its own mean; to join m rows with mean μ' to n with mean μ, the row
 * √(nm/(n + m)) (μ − μ') is put below it (Chan, Golub & LeVeque, Am. Stat. 37, 242, 1983), for
 *
 *     Σ_{n+m} (x − μ₊)(x − μ₊)ᵀ = Σ_n + Σ_m + nm/(n + m) (μ − μ')(μ − μ')ᵀ,
 *
 * so that second moments grow by X_aᵀ X_b, and the triangular factor of the outputs by an absorption of their rows. Half of
 * every symmetric product is computed.
 */
export class MomentAccumulator {
  readonly shape: RowShape;
  readonly #arena: DenseArena;
  readonly #rows: Readonly<Record<Part, Matrix>>;
  readonly #means: Readonly<Record<Part, Float64Array>>;
  readonly #products: ReturnType<typeof productsOf>;
  readonly #room: AbsorbRoom;
  readonly #labels = new Int32Array(chunkRows);
  /** Mean of the first chunk, about which sums over classes are taken. */
  readonly #origin: Float64Array;
  readonly #classCounts: Float64Array;
  readonly #classSums: Float64Array;
  #count = 0;
  #waiting = 0;

  /**
   * @param arena with `accumulatorBytes(shape)` left; one of its own by default
   * @throws RichnessError for a shape of other than whole numbers, or without features; RangeError where memory cannot be had
   */
  constructor(shape: RowShape, arena?: DenseArena) {
    checkShape(shape);
    this.shape = shape;
    this.#arena = arena ?? new DenseArena(accumulatorBytes(shape));
    const of = <T>(make: (columns: number) => T) =>
      Object.fromEntries(rowParts.map((part) => [part, make(shape[part])])) as Record<Part, T>;
    this.#rows = of((columns) => this.#arena.matrix(chunkRows + 1, columns));
    this.#means = of((columns) => new Float64Array(columns));
    this.#products = productsOf(this.#arena, shape);
    this.#room = absorbRoom(this.#arena, chunkRows + 1, shape.outputs);
    this.#origin = new Float64Array(shape.features);
    this.#classCounts = new Float64Array(shape.classes);
    this.#classSums = new Float64Array(shape.classes * shape.features);
  }

  /**
   * Copies the rows. @throws RichnessError on entries that are not finite, labels that are no class, parts that do not fit the
   * shape; then nothing of the block is taken
   */
  add(block: RowBlock): void {
    checkBlock(this.shape, block);
    const { rows } = block.features;
    for (let from = 0; from < rows; ) {
      const taken = Math.min(rows - from, chunkRows - this.#waiting);
      for (const part of rowParts) {
        const source = block[part];
        const target = this.#rows[part];
        if (!source) continue;
        for (let i = 0; i < taken; i++) {
          const at = (from + i) * source.stride;
          target.data.set(source.data.subarray(at, at + source.columns), (this.#waiting + i) * target.stride);
        }
      }
      if (block.labels) for (let i = 0; i < taken; i++) this.#labels[this.#waiting + i] = block.labels[from + i]!;
      this.#waiting += taken;
      from += taken;
      if (this.#waiting === chunkRows) this.#takeChunk();
    }
  }

  /** Moments of all rows so far; the accumulator is empty after. @throws RichnessError without rows */
  finish(): RowMoments {
    if (this.#waiting > 0) this.#takeChunk();
    if (this.#count === 0) throw new RichnessError('moments of no rows: at least one is needed.');
    const { features, factor, outputsFeatures, targetsFeatures, initial, initialFeatures } = this.#products;
    this.#centreClassSums();
    const moments: RowMoments = {
      shape: this.shape,
      count: this.#count,
      featureMean: this.#means.features.slice(),
      outputMean: this.#means.outputs.slice(),
      targetMean: this.#means.targets.slice(),
      initialMean: this.#means.initialFeatures.slice(),
      features: packUpper(features),
      outputFactor: packUpper(factor),
      outputsFeatures: outputsFeatures.data.slice(),
      targetsFeatures: targetsFeatures.data.slice(),
      targetSquares: this.#products.targetSquares.slice(),
      initial: packUpper(initial),
      initialFeatures: initialFeatures.data.slice(),
      classCounts: this.#classCounts.slice(),
      classSums: this.#classSums.slice(),
    };
    this.#clear();
    return moments;
  }

  #takeChunk(): void {
    const count = this.#waiting;
    const joined = this.#count > 0 ? 1 : 0;
    const [shift] = rowParts.map((part) => this.#centreChunk(part, count));
    this.#sumClasses(count, shift!);
    const chunk = (part: Part) => submatrix(this.#rows[part], 0, 0, count + joined, this.shape[part]);
    const [features, outputs, targets, initial] = rowParts.map(chunk) as [Matrix, Matrix, Matrix, Matrix];
    const products = this.#products;
    gramInto(this.#arena, 1, features, 1, products.features);
    gramInto(this.#arena, 1, initial, 1, products.initial);
    this.#arena.multiplyLeftTransposed(1, outputs, features, 1, products.outputsFeatures);
    this.#arena.multiplyLeftTransposed(1, targets, features, 1, products.targetsFeatures);
    this.#arena.multiplyLeftTransposed(1, initial, features, 1, products.initialFeatures);
    for (let i = 0; i < targets.rows; i++) {
      for (let j = 0; j < targets.columns; j++)
        products.targetSquares[j]! += targets.data[i * targets.stride + j]! ** 2;
    }
    if (this.shape.outputs > 0) absorbRows(this.#arena, products.factor, outputs, this.#room);
    this.#count += count;
    this.#waiting = 0;
  }

  /** Takes its mean off the chunk and returns it, writes the joining row below, and moves the mean of all rows. */
  #centreChunk(part: Part, count: number): Float64Array {
    const { data, stride, columns } = this.#rows[part];
    const mean = this.#means[part];
    const before = this.#count;
    const total = before + count;
    const weight = Math.sqrt((before * count) / total);
    const origin = data.slice(0, columns);
    const shift = new Float64Array(columns);
    for (let i = 1; i < count; i++) {
      for (let j = 0; j < columns; j++) shift[j]! += data[i * stride + j]! - origin[j]!;
    }
    for (let j = 0; j < columns; j++) shift[j] = origin[j]! + shift[j]! / count;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < columns; j++) data[i * stride + j]! -= shift[j]!;
    }
    for (let j = 0; j < columns; j++) {
      const apart = shift[j]! - mean[j]!;
      data[count * stride + j] = weight * apart;
      mean[j] = before === 0 ? shift[j]! : mean[j]! + apart * (count / total);
    }
    if (part === 'features' && before === 0) this.#origin.set(shift);
    return shift;
  }

  #sumClasses(count: number, mean: Float64Array): void {
    if (this.shape.classes === 0) return;
    const { data, stride, columns } = this.#rows.features;
    const apart = mean.map((value, j) => value - this.#origin[j]!);
    for (let i = 0; i < count; i++) {
      const label = this.#labels[i]!;
      const at = label * columns;
      this.#classCounts[label]!++;
      for (let j = 0; j < columns; j++) this.#classSums[at + j]! += data[i * stride + j]! + apart[j]!;
    }
  }

  #centreClassSums(): void {
    const { features, classes } = this.shape;
    for (let c = 0; c < classes; c++) {
      const count = this.#classCounts[c]!;
      for (let j = 0; j < features; j++) {
        this.#classSums[c * features + j]! -= count * (this.#means.features[j]! - this.#origin[j]!);
      }
    }
  }

  #clear(): void {
    for (const values of Object.values(this.#products)) ('data' in values ? values.data : values).fill(0);
    for (const part of rowParts) this.#means[part].fill(0);
    this.#classCounts.fill(0);
    this.#classSums.fill(0);
    this.#count = 0;
  }
}

function productsOf(arena: DenseArena, { features, outputs, targets, initialFeatures }: RowShape) {
  return {
    features: arena.matrix(features, features),
    factor: arena.matrix(outputs, outputs),
    outputsFeatures: arena.matrix(outputs, features),
    targetsFeatures: arena.matrix(targets, features),
    initial: arena.matrix(initialFeatures, initialFeatures),
    initialFeatures: arena.matrix(initialFeatures, features),
    targetSquares: new Float64Array(targets),
  };
}

/** Bytes of the arena that an accumulator of this shape works in. */
export function accumulatorBytes({ features, outputs, targets, initialFeatures }: RowShape): number {
  const columns = features + outputs + targets + initialFeatures;
  const products = features * (features + outputs + targets + initialFeatures) + outputs ** 2 + initialFeatures ** 2;
  const lines = 64 * 16;
  return 8 * ((chunkRows + 1) * columns + products) + absorbRoomBytes(chunkRows + 1, outputs) + lines;
}

/** Moments of one block. `classes`: 1 + the largest label by default. @throws RichnessError as `MomentAccumulator` */
export function momentsOf(block: RowBlock, classes?: number): RowMoments {
  const labels = Array.from(block.labels ?? []);
  const shape: RowShape = {
    features: block.features.columns,
    outputs: block.outputs?.columns ?? 0,
    targets: block.targets?.columns ?? 0,
    initialFeatures: block.initialFeatures?.columns ?? 0,
    classes: classes ?? labels.reduce((most, label) => Math.max(most, Math.floor(label) + 1 || 1), 0),
  };
  checkShape(shape);
  return inArena(accumulatorBytes(shape), (arena) => {
    const accumulator = new MomentAccumulator(shape, arena);
    accumulator.add(block);
    return accumulator.finish();
  });
}
