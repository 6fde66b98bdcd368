import { subscript } from '../../../figure/format.ts';

/** Indices of a component: "0,1" → [0, 1]. */
export function componentIndices(component: string): number[] {
  return component.split(',').map(Number);
}

/** A matrix entry as it is written: G₀₁, or G₁,₁₂ where an index has two digits. */
export function entry(symbol: string, indices: readonly number[]): string {
  const separator = indices.some((index) => index > 9) ? ',' : '';
  return symbol + indices.map(subscript).join(separator);
}

/** The definition of a component, for an axis: what is plotted and how it is normalised. */
export function definition(quantity: string, component: string): string {
  const indices = componentIndices(component);
  switch (quantity) {
    case 'G':
      return `mean kernel E[${entry('G', indices)}]`;
    case 'V4':
      return `V₄ = n Cov(${entry('G', indices.slice(0, 2))}, ${entry('G', indices.slice(2))})`;
    case 'K1':
      return `K₁ = n (E[${entry('G', indices)}] − K₀)`;
    case 'U1':
      return `U₁ = n (E[${entry('S', indices)}] − E₂(K₀))`;
    case 'R':
      return `residual R of component ${indices.join(',')}`;
    case 'Sigma':
      return `E[Σ(G, Q)], component ${indices.join(',')}`;
    default:
      return `${quantity}[${component}]`;
  }
}

/** A component for a heading: "component (0,1)" or, for V4, "components (0,0) and (0,1)". */
export function componentTitle(component: string): string {
  const indices = componentIndices(component);
  if (indices.length !== 4) return `component (${indices.join(',')})`;
  return `components (${indices.slice(0, 2).join(',')}) and (${indices.slice(2).join(',')})`;
}
