import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeNpy } from '#odepth/record/npy';
import type { SeriesRow } from '#odepth/record/series';
import { readScenarioSource } from '#odepth/scenario/read';
import { resolveScenario } from '#odepth/scenario/resolve';
import { run } from '#odepth/study/depth-profile/run';
import { depthProfileKind } from '#odepth/study/depth-profile/scenario';
import type { StudyResult } from '#odepth/study/host';

/** Writes an array of a function of its indices, float64, in C or Fortran order. */
export function writeStream(
  folder: string,
  name: string,
  shape: readonly number[],
  value: (indices: readonly number[]) => number,
  order: 'C' | 'Fortran' = 'C',
): void {
  const size = shape.reduce((all, one) => all * one, 1);
  const dimensions = shape.map((_, i) => (order === 'C' ? shape.length - 1 - i : i));
  const indices = new Array<number>(shape.length).fill(0);
  const data = Float64Array.from({ length: size }, (_, at) => {
    let left = at;
    for (const dimension of dimensions) {
      indices[dimension] = left % shape[dimension]!;
      left = Math.floor(left / shape[dimension]!);
    }
    return value(indices);
  });
  const bytes = encodeNpy({ shape: [...shape], data });
  if (order === 'Fortran') {
    const header = new TextDecoder('latin1').decode(bytes.subarray(0, 128)).replace('False', 'True ');
    bytes.set(Buffer.from(header, 'latin1'), 0);
  }
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), bytes);
}

/** Direction j of sample i: columns are orthonormal over the samples times √n, and have no mean. */
export function direction(samples: number, i: number, j: number): number {
  return Math.SQRT2 * Math.cos((Math.PI * (i + 0.5) * (j + 1)) / samples);
}

const head = 'format: 1\nkind: depth-profile\nname: small\npurpose: Streams for the tests.\n';

/** The study of streams in a folder. */
export async function profiled(folder: string, text: string, workers = 1): Promise<StudyResult> {
  writeFileSync(join(folder, 'small.yaml'), head + text);
  const scenario = await resolveScenario(await readScenarioSource(join(folder, 'small.yaml')), [depthProfileKind]);
  const locate = (file: string) => join(folder, file);
  const result = await run(scenario, 'digest', { workers, locate, report: () => {}, now: () => 0 });
  if ('stopped' in result) throw new Error(result.stopped);
  return result;
}

export function rowOf({ summary }: StudyResult, quantity: string, component: string): SeriesRow {
  const found = summary.quantities.find((row) => row.quantity === quantity && row.component === component);
  if (!found) throw new Error(`no ${quantity} ${component}`);
  return found;
}
