import { formatDepth, formatNumber } from '../../figure/format.ts';
import type { SeriesRow } from '../../record/series.ts';
import { publishedSources, quadratureLabel } from './published-label.ts';
import { headlineComponents } from './verdicts.ts';

const quantities = ['K0', 'V4', 'K1'] as const;

/**
 * That errors of the published quadrature are not its own tolerance, with their size at depth `t`: the difference to the
 * converged closure. None where nothing was solved with it.
 */
export function quadratureNotes(rows: readonly SeriesRow[], t: number, nodes: number | undefined): string[] {
  const source = publishedSources.findLast((one) => rows.some((row) => row.source === one));
  if (source === undefined) return [];
  const converged = source.replace('published-', '');
  const sizes = quantities.flatMap((quantity) => {
    const component = headlineComponents(quantity)[0];
    const own = rows.filter((row) => row.quantity === quantity && row.component === component && row.t === t);
    const there = own.find((row) => row.source === source);
    const here = own.find((row) => row.source === converged);
    if (there === undefined || here === undefined) return [];
    const difference = there.value - here.value;
    return [
      `${difference < 0 ? '' : '+'}${formatNumber(difference, 3)} in ${quantity}[${component}] = ${formatNumber(here.value, 6)}`,
    ];
  });
  return [
    `The numbers called ${quadratureLabel(nodes)} are there to reproduce a paper's. Their errors are dominated by the quadrature, which has no estimate of its own; at t = ${formatDepth(t)} it changes the closure ${converged} by ${sizes.join(', ')}.`,
  ];
}
