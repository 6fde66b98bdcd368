/** Closures solved with the fixed quadrature of arXiv 2604.15742, the crudest first. */
export const publishedSources = ['published-source-only', 'published-g-only'] as const;

/**
 * What every figure, table, verdict and note calls the fixed quadrature.
 * @param nodes of the rule; left out where it is not known
 */
export function quadratureLabel(nodes: number | undefined): string {
  return nodes === undefined ? 'published quadrature' : `published quadrature (${nodes}-point Gauss–Hermite)`;
}
