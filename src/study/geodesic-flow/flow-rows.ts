import type { ErrorKind, SeriesRow } from '../../record/series.ts';
import { integralsOf } from './flow-problem.ts';
import type { JudgedPath } from './judged-path.ts';
import type { FlowMeasure } from './measure.ts';

/** Singular values of A and of W kept at every depth. */
export const mostSingularValues = 50;

/**
 * The tidy rows of one path: along the kept depths, then single numbers at the depth reached. The component is the name of
 * the integrator, "NAME:i" for the i-th singular value. Errors along p are those of the companion; a path length in the
 * kernel's metric has that of its quadrature too.
 * @param difference relative difference from the reference at every node, or null for the reference itself
 */
export function flowRows(
  judged: JudgedPath,
  kept: ReadonlySet<number>,
  difference: readonly number[] | null,
): SeriesRow[] {
  const { name, path, measures, companion, errorShare, error, length } = judged;
  const { nodes, states, integrator } = path;
  const errorKind: ErrorKind = integrator.method === 'odex' ? 'tolerance' : 'truncation';
  const start = measures[0]!.hamiltonian;
  const { length: lengthIndex } = integralsOf((states[0]!.length - 2) / 2);
  const rows: SeriesRow[] = [];
  const row = (
    quantity: string,
    component: string,
    t: number,
    value: number,
    own: number,
    kind: ErrorKind = errorKind,
  ) => rows.push({ quantity, component, layer: null, t, source: 'flow', value, error: own, errorKind: kind });

  nodes.forEach((p, i) => {
    if (!kept.has(p)) return;
    const [here, there] = [measures[i]!, companion[i]];
    const put = (quantity: string, of: (measure: FlowMeasure) => number, component = name) => {
      const value = of(here);
      row(quantity, component, p, value, there ? distance(value, of(there), errorShare) : Number.NaN);
    };
    put('hamiltonian', (m) => m.hamiltonian);
    put('hamiltonianError', (m) => relativeTo(start, m.hamiltonian));
    for (const quantity of ['coi', 'kinetic', 'speed', 'timescale', 'weightNorm'] as const)
      put(quantity, (m) => m[quantity]);
    row('pathLength', name, p, length.value[i]!, length.error[i]!, 'resolution');
    row('pathLengthFrobenius', name, p, states[i]![lengthIndex]!, error[i]! * states[i]![lengthIndex]!);
    row('pathError', name, p, error[i]!, 0);
    if (difference) row('pathDifference', name, p, difference[i] ?? Number.NaN, 0);
    for (const family of ['singularValues', 'weightSingularValues'] as const) {
      const quantity = family.slice(0, -1);
      for (let k = 0; k < Math.min(mostSingularValues, here[family].length); k++) {
        put(quantity, (m) => m[family][k]!, `${name}:${k + 1}`);
      }
    }
  });
  const { work, kinks } = path;
  const last = nodes.at(-1)!;
  const single = (quantity: string, value: number) => row(quantity, name, last, value, 0);
  single('hamiltonianDrift', driftOf(measures));
  if (judged.balancedness !== null) single('balancednessDefect', judged.balancedness);
  single('steps', work.steps);
  single('evaluations', work.evaluations);
  if (integrator.method === 'gauss-legendre') single('jacobianProducts', work.products);
  single('kinks', kinks.length);
  return rows;
}

/** (H − H_0)/|H_0|; 0 where both are equal, whatever H_0. */
function relativeTo(start: number, value: number): number {
  return value === start ? 0 : (value - start) / Math.abs(start);
}

/** (max − min)/|mean| of H over the nodes; 0 where it does not move. */
function driftOf(measures: readonly FlowMeasure[]): number {
  const values = measures.map(({ hamiltonian }) => hamiltonian);
  const range = Math.max(...values) - Math.min(...values);
  return range === 0 ? 0 : range / Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function distance(value: number, other: number, share: number): number {
  return value === other ? 0 : share * Math.abs(value - other);
}
