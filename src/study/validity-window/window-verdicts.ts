import type { Verdict } from '../../record/series.ts';
import type { WindowData } from './window-data.ts';

/**
 * One verdict per quantity, closure and tolerance: does the theory stay within the tolerance up to the horizon at every
 * point of the sweep? The statistic is the smallest depth that a window surely reaches, over the points.
 */
export function windowVerdicts({ series, tolerances, horizon, standardErrors }: WindowData): Verdict[] {
  const curves = new Map<string, typeof series>();
  for (const one of series) {
    const key = `${one.closure}: ${one.quantity}`;
    curves.set(key, [...(curves.get(key) ?? []), one]);
  }
  return [...curves].flatMap(([name, own]) =>
    tolerances.map((tolerance): Verdict => {
      const edges = own.flatMap((one) => one.edges.filter((entry) => entry.tolerance === tolerance));
      const count = (outcome: string) => edges.filter(({ edge }) => edge.outcome === outcome).length;
      const inside = count('inside');
      const failing = edges.filter(({ edge }) => Number.isFinite(edge.upper)).length;
      const undecided = edges.length - inside - failing;
      const percent = `${Number((100 * tolerance).toPrecision(3))} %`;
      return {
        claim: `${name} stays within ${percent} of sampled networks up to t = ${horizon} at every point`,
        statistic: Math.min(...edges.map(({ edge }) => (edge.outcome === 'none' ? 0 : edge.lower))),
        threshold: horizon,
        outcome: failing > 0 ? 'fails' : inside === edges.length ? 'holds' : 'inconclusive',
        detail: `${inside} of ${edges.length} points to the horizon, ${failing} end before it, ${undecided} undecided at ${standardErrors} standard errors`,
      };
    }),
  );
}
