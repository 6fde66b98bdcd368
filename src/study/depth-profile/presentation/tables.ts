import { formatDepth, formatNumber, formatPercent, formatWithError } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { FigureTables } from '../../../figure/report.ts';
import { spreadIndices } from '../../../figure/series.ts';
import type { SeriesRow } from '../../../record/series.ts';
import type { ProfileStream } from '../depth-scenario.ts';
import { type ProfileQuantity, rankNames, type Scope } from '../quantities.ts';
import type { ProfileData } from './profile-data.ts';

/** Layers in a table, at most. */
const mostRows = 40;
const rankTitles = {
  effectiveRank: 'Effective rank',
  effectiveRankSquared: 'of variances',
  participationRatio: 'Participation',
  stableRank: 'Stable rank',
} as const;

export const text = (row: SeriesRow | undefined) => (row ? formatWithError(row.value, row.error) : '–');

/** Every layer of one stream: ranks, and drift to the next. */
export function layerTable(data: ProfileData, stream: ProfileStream, scope: Scope = ''): ReportTable {
  const more = (['D_LR', 'coi'] as const).filter((quantity) => data.at(stream, '', quantity, '0') && scope === '');
  const depths = data.depths(stream);
  const pooled =
    scope === 'pooled' ? ', all positions together' : data.hasPositions(stream) ? ', mean of positions' : '';
  return {
    caption: `${stream.label}${pooled}: ${data.scenario.centred ? 'samples less their mean' : 'means not subtracted'}; ± is one standard error`,
    columns: ['Layer', 'Depth', ...rankNames.map((rank) => rankTitles[rank]), 'Drift to the next', ...more],
    rows: spreadIndices(depths.length, mostRows).map((layer) => [
      String(layer),
      formatDepth(depths[layer]!),
      ...rankNames.map((rank) => text(data.at(stream, scope, rank, String(layer)))),
      text(data.at(stream, scope, 'drift', `${layer},${layer + 1}`)),
      ...more.map((quantity) => text(data.at(stream, '', quantity, String(layer)))),
    ]),
  };
}

/** All streams side by side, a line each. */
export function comparisonTable(data: ProfileData): ReportTable {
  const one = (stream: ProfileStream, scope: Scope, quantity: ProfileQuantity, place = '') =>
    text(data.at(stream, scope, quantity, place));
  return {
    caption: `Side by side${data.streams.length > 1 ? '' : ', means of positions and all positions together'}; ± is one standard error`,
    columns: ['Stream', 'Layers', 'First', 'Last', 'Fall', 'Turning', 'Half in', 'Largest drift', 'Slow'],
    rows: data.streams.flatMap((stream) =>
      (data.hasPositions(stream) ? (['', 'pooled'] as const) : ([''] as const)).map((scope) => {
        const plateau = data.plateau(stream, scope);
        const half = data.at(stream, scope, 'halfTurning');
        const largest = data.at(stream, scope, 'largestDrift');
        return [
          scope === 'pooled' ? `${stream.label}, pooled` : stream.label,
          String(stream.layers),
          one(stream, scope, 'effectiveRank', '0'),
          one(stream, scope, 'effectiveRank', String(stream.layers - 1)),
          one(stream, scope, 'orderParameter'),
          one(stream, scope, 'turning'),
          half ? formatPercent(half.value) : '–',
          largest ? formatPercent(largest.value) : '–',
          plateau ? `${formatNumber(plateau.from, 2)} … ${formatNumber(plateau.to, 2)}` : '–',
        ];
      }),
    ),
  };
}

/** What stands under a comparison, for readers who meet its columns for the first time. */
export const comparisonWords =
  'First, last, fall: effective rank. Turning: sum of the angles between kernels of neighbouring layers, rad. Half in: least part of the depth in which half of the turning happens, 50 % where it is even. Largest drift: part of all 1 − CKA in one transition. Slow: longest stretch of depth of slow turning.';

/** The numbers behind the figures. */
export function profileTables(data: ProfileData): FigureTables[] {
  const tables = data.streams.flatMap((stream) => [
    layerTable(data, stream),
    ...(data.hasPositions(stream) ? [layerTable(data, stream, 'pooled')] : []),
  ]);
  return [{ figure: 'profiles', tables }];
}
