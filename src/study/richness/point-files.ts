import { type ArrayPlace, sharedPlace } from '../../record/array-file.ts';
import { referenceText } from '../../record/array-reference.ts';
import type { RowShape } from '../../theory/richness/rows.ts';
import type { StudyHost } from '../host.ts';
import type { FilePart } from './moments-task.ts';
import type { MeasuredPoint } from './points.ts';
import type { GivenArray, RichnessScenario } from './richness-scenario.ts';
import type { BlockPlan } from './row-blocks.ts';

/** Multiply–adds of the moments of `rows` rows. */
export function momentWork({ features, outputs, targets, initialFeatures }: RowShape, rows: number): number {
  const p = features;
  return rows * (p * (p / 2 + outputs + targets + initialFeatures) + 2 * outputs ** 2 + initialFeatures ** 2 / 2);
}

/** Columns of every part of the rows. */
export function shapeOf(
  arrays: ReadonlyMap<FilePart, GivenArray>,
  labels: { readonly values: readonly unknown[] } | null,
): RowShape {
  const columns = (part: FilePart) => arrays.get(part)?.shape[1] ?? 0;
  return {
    features: columns('features'),
    outputs: columns('outputs'),
    targets: columns('targets'),
    initialFeatures: columns('initialFeatures'),
    classes: labels?.values.length ?? 0,
  };
}

/** The files of a point, by what they are to it. */
export function filesOf(
  { features, outputs, reference }: MeasuredPoint,
  { targets }: RichnessScenario,
): Map<FilePart, GivenArray> {
  const files = { features, outputs, targets, initialFeatures: reference };
  return new Map(Object.entries(files).flatMap(([part, array]) => (array ? [[part as FilePart, array]] : [])));
}

/** Which rows belong to which block: the same for all points of a scenario. */
export function planOf({ rows, blocks, seed, checkpoints }: RichnessScenario): BlockPlan {
  return { rows, of: checkpoints[0]!.features.shape[0], blocks, seed };
}

export function placeOf(array: GivenArray, host: Pick<StudyHost, 'locate'>): ArrayPlace {
  return { file: host.locate?.(array.file) ?? array.file, entry: array.entry };
}

/** Deflated entries are unpacked here, once for all threads. */
export function placesOf(
  arrays: ReadonlyMap<FilePart, GivenArray>,
  host: StudyHost,
): Partial<Record<FilePart, ArrayPlace>> {
  const places: Partial<Record<FilePart, ArrayPlace>> = {};
  const opened = new Map<string, ArrayPlace>();
  for (const [part, array] of arrays) {
    const name = referenceText(array);
    const place = opened.get(name) ?? sharedPlace(placeOf(array, host));
    opened.set(name, place);
    places[part] = place;
  }
  return places;
}
