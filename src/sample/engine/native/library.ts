import type { BuiltInActivation } from '../../../model/activation.ts';
import { EngineError } from '../engine.ts';
import type { Precision } from '../names.ts';
import { compiledLibrary } from './compile.ts';

/** What a library is compiled for. */
export interface LibraryShape {
  /** N. */
  readonly inputs: number;
  readonly activation: BuiltInActivation;
  readonly precision: Precision;
}

/** Arguments of the C function, read only; see `c/plan.h`. */
export interface NativePlan {
  readonly shape: Int32Array;
  readonly scalars: Float64Array;
  readonly savedLayers: Int32Array;
  readonly address: Uint32Array;
  readonly theory: Float64Array;
  readonly table: Float64Array;
}

/**
 * Networks first … first + count − 1 into `out`, a record of `record` numbers each.
 * @returns 0, or 1 where there is not enough memory
 */
export type NativeSample = (
  plan: NativePlan,
  first: number,
  count: number,
  record: number,
  out: Float64Array,
) => number;

const prototype = `int odepth_sample(const int32_t *shape, const double *scalars, const int32_t *savedLayers,
  const uint32_t *address, const double *theory, const double *table, double first, int32_t count, int32_t record,
  double *out)`;

async function importKoffi() {
  try {
    return (await import('koffi')).default;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new EngineError(
      code === 'ERR_MODULE_NOT_FOUND'
        ? 'it calls compiled code through the optional package koffi, which is not installed: npm install koffi@3.3'
        : `it calls compiled code through the optional package koffi, which does not load here: ${message}`,
    );
  }
}

/**
 * The sampler compiled for `shape` and loaded into this process.
 * @throws EngineError where koffi or a compiler is missing, or what was compiled cannot be loaded
 */
export async function nativeSample({ inputs, activation, precision }: LibraryShape): Promise<NativeSample> {
  const koffi = await importKoffi();
  const file = await compiledLibrary([
    `INPUTS=${inputs}`,
    `ACTIVATION_${activation.replaceAll('-', '_')}`,
    ...(precision === 'float32' ? ['FLOAT32'] : []),
  ]);
  try {
    const call = koffi.load(file).func(prototype);
    return ({ shape, scalars, savedLayers, address, theory, table }, first, count, record, out) =>
      call(shape, scalars, savedLayers, address, theory, table, first, count, record, out);
  } catch (error) {
    throw new EngineError(
      `the compiled library ${file} cannot be loaded: ${(error as Error).message}; delete it, or name another folder, whose files may be executed, with the environment variable ODEPTH_CACHE`,
    );
  }
}
