import type { SeriesRow } from '../../record/series.ts';
import { evenDepths } from './even-depths.ts';
import { rankNames } from './quantities.ts';

/** A profile that a record holds: what its components begin with, and its rows by quantity and place. */
export interface RecordedProfile {
  /** '' where components are layers and nothing else. */
  readonly name: string;
  /** From 0 to 1. */
  readonly depths: readonly number[];
  /** By "quantity place", e.g. "effectiveRank 3", "drift 3,4". */
  readonly rows: ReadonlyMap<string, SeriesRow>;
}

/**
 * The profiles among the rows of a record: quantities of ranks with a component "3" or "NAME:3" for layer 3. Of several rows of
 * one component, as checkpoints of a training leave them, the last counts.
 */
export function recordedProfiles(rows: readonly SeriesRow[]): RecordedProfile[] {
  const found = new Map<string, Map<string, SeriesRow>>();
  for (const row of rows) {
    const colon = row.component.lastIndexOf(':');
    const name = row.component.slice(0, Math.max(0, colon));
    const place = row.component.slice(colon + 1);
    if (!/^\d+(,\d+)?$/.test(place)) continue;
    const own = found.get(name) ?? new Map<string, SeriesRow>();
    found.set(name, own.set(`${row.quantity} ${place}`, row));
  }
  return [...found].flatMap(([name, own]) => {
    let layers = 0;
    while (rankNames.some((rank) => own.has(`${rank} ${layers}`))) layers++;
    return layers < 2 ? [] : [{ name, depths: depthsOf(own, layers), rows: own }];
  });
}

/** Where the layers are, if the rows say so: t ascends from 0 to 1. */
function depthsOf(rows: ReadonlyMap<string, SeriesRow>, layers: number): number[] {
  const times = Array.from({ length: layers }, (_, layer) => {
    const row = rankNames.map((rank) => rows.get(`${rank} ${layer}`)).find((one) => one !== undefined);
    return row!.t;
  });
  const ascending = times.every((t, i) => (i === 0 ? t === 0 : t > times[i - 1]!)) && times.at(-1) === 1;
  return ascending ? times : evenDepths(layers);
}
