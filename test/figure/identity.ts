import type { SeriesRow, Source } from '#odepth/record/series';

/** K(0) of two inputs. */
const kernel = [
  [1, 0.4],
  [0.4, 0.7],
];

/**
 * Rows of the identity activation with C_W = 1, whose theory is known in closed form: K0 = K(0) eᵗ,
 * V4 = (1 + 2 t) (K_ac K_bd + K_ad K_bc) at K = K0, K1 = U1 = 0. The sampled rows are the closed form moved by
 * `offset` standard errors, so that every residual is known.
 */
export function identityRows(
  offset: number,
  depths = 21,
  closures: readonly Source[] = ['exact', 'g-only'],
): SeriesRow[] {
  const rows: SeriesRow[] = [];
  for (let i = 0; i < depths; i++) {
    const t = (2 * i) / Math.max(1, depths - 1);
    for (const [quantity, component, value, error] of valuesAt(t)) {
      const base = { quantity, component, layer: i, t };
      const samples = quantity === 'K0' ? 'G' : quantity;
      const theories = closures.map((source) => ({
        ...base,
        source,
        value,
        error: 0,
        errorKind: 'tolerance' as const,
      }));
      rows.push(...theories);
      const sampled = {
        ...base,
        quantity: samples,
        value: value - offset * error,
        error,
        errorKind: 'standard' as const,
      };
      rows.push({ ...sampled, source: 'sampled' }, { ...sampled, source: 'sampled-plain', error: 30 * error });
    }
  }
  return rows;
}

function valuesAt(t: number): [string, string, number, number][] {
  const at = (a: number, b: number) => kernel[a]![b]! * Math.exp(t);
  const entries: [number, number][] = [
    [0, 0],
    [0, 1],
    [1, 1],
  ];
  return [
    ...entries.flatMap(([a, b]): [string, string, number, number][] => [
      ['K0', `${a},${b}`, at(a, b), 0.02 * (1 + t)],
      ['K1', `${a},${b}`, 0, 0.01 * (1 + t)],
      ['U1', `${a},${b}`, 0, 0.01],
      ['V4', `${a},${b},${a},${b}`, (1 + 2 * t) * (at(a, a) * at(b, b) + at(a, b) ** 2), 0.2 * (1 + t)],
    ]),
  ];
}
