import type { ErrorKind, SeriesRow } from '../../record/series.ts';
import type { DepthProfileScenario } from './depth-scenario.ts';
import type { DepthProfile, ProfileNumber, StreamResult } from './profile.ts';
import { componentOf, type ProfileQuantity, quantityName, rankNames } from './quantities.ts';
import { slowStretch } from './turning.ts';

/**
 * The tidy rows: t is the depth from 0 to 1, in the middle of a transition for drift and 1 for what belongs to all of a stream. The
 * component is the layer, "l,l+1" for drift; it begins with the label where there are several streams. What is taken of all positions
 * together has a name that begins with "pooled". Numbers without a standard error are left without one, as tolerance 0.
 */
export function profileRows(results: readonly StreamResult[], { plateau }: DepthProfileScenario): SeriesRow[] {
  return results.flatMap((result) => {
    const label = results.length > 1 ? result.label : '';
    return [
      ...result.profiles.flatMap((profile) => rowsOf(profile, result, label, plateau)),
      ...moreRows(result, label),
    ];
  });
}

function rowsOf(profile: DepthProfile, { depths }: StreamResult, label: string, part: number): SeriesRow[] {
  const { scope, ranks, drift, orderParameter, turning } = profile;
  const component = (place: string) => componentOf(label, place);
  const row = (quantity: ProfileQuantity, ...rest: RowParts) => rowOf(quantityName(scope, quantity), ...rest);
  const rows: SeriesRow[] = [];
  for (const rank of rankNames) {
    for (const [layer, number] of ranks[rank].entries())
      rows.push(...row(rank, component(String(layer)), layer, depths[layer]!, number));
  }
  for (const [layer, number] of drift.entries()) {
    const middle = (depths[layer]! + depths[layer + 1]!) / 2;
    rows.push(...row('drift', component(`${layer},${layer + 1}`), null, middle, number));
  }
  rows.push(...row('orderParameter', component(''), null, 1, orderParameter));
  if (!turning) return rows;
  rows.push(
    ...row('turning', component(''), null, 1, turning.turning),
    ...row('halfTurning', component(''), null, 1, turning.halfTurning),
    ...row('largestDrift', component(''), null, 1, turning.largest),
    ...row('driftConcentration', component(''), null, 1, turning.largestTwo),
  );
  const stretch = slowStretch(
    depths,
    drift.map(({ value }) => value),
    part,
  );
  if (!stretch) return rows;
  for (const [quantity, at] of [
    ['plateauFrom', stretch.from],
    ['plateauTo', stretch.to],
  ] as const) {
    const layer = depths.indexOf(at);
    // The ends lie on layers: what is beyond them is as far away as the next one.
    const next = quantity === 'plateauFrom' ? depths[layer - 1] : depths[layer + 1];
    const error = next === undefined ? 0 : Math.abs(next - at);
    rows.push(...row(quantity, component(''), layer, at, { value: at, error }, 'resolution'));
  }
  return rows;
}

function moreRows({ more, depths }: StreamResult, label: string): SeriesRow[] {
  return Object.entries(more).flatMap(([quantity, numbers]) =>
    numbers.flatMap((number, layer) =>
      rowOf(quantity, componentOf(label, String(layer)), layer, depths[layer]!, number),
    ),
  );
}

type RowParts = [component: string, layer: number | null, t: number, number: ProfileNumber, kind?: ErrorKind];

/** None for a number that is not known. */
function rowOf(quantity: string, ...[component, layer, t, { value, error }, kind = 'standard']: RowParts): SeriesRow[] {
  if (!Number.isFinite(value)) return [];
  const known = Number.isFinite(error) && error > 0;
  const common = { quantity, component, layer, t, source: 'measured' as const, value };
  return [{ ...common, error: known ? error : 0, errorKind: known ? kind : 'tolerance' }];
}
