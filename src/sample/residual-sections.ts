/**
 * The residual of the V4 equation, R = (V4^{ℓ+1} − V4^ℓ)/ε² − (χ V4 + V4 χᵀ + Σ(K0) − 4κ V4), as observables: the whole, and the
 * parts it is the sum of (`residual-observables.ts`). All are coefficients, packed pairs of pairs.
 */
export const residualParts = ['total', 'transport', 'source', 'step'] as const;
export type ResidualPart = (typeof residualParts)[number];

/**
 * Statistics of the coupled chain whose exact mean is zero, regressed out of every part: w, the excess of the fourth moments
 * of φ̃ over Wick's value, and l and u = q_lin − χ l at the two pairs of a component. (That products of l and u less their
 * neuron average have mean zero as well does not reduce the error further.)
 */
export const residualControls = ['w', 'l1', 'l2', 'u1', 'u2'] as const;
export type ResidualControl = (typeof residualControls)[number];

/** `plain:` without the chain; a square is `part·part`; a product of two controls is named in the order of the list. */
export type ResidualSection =
  | `plain:${ResidualPart}`
  | `plain:${ResidualPart}·${ResidualPart}`
  | ResidualPart
  | `${ResidualPart}·${ResidualPart | ResidualControl}`
  | `control:${ResidualControl}`
  | `${ResidualControl}·${ResidualControl}`;

/** In the order in which they are written. */
export const plainResidualSections: readonly ResidualSection[] = residualParts.flatMap((part): ResidualSection[] => [
  `plain:${part}`,
  `plain:${part}·${part}`,
]);

export const coupledResidualSections: readonly ResidualSection[] = [
  ...residualParts.flatMap((part): ResidualSection[] => [
    part,
    `${part}·${part}`,
    ...residualControls.map((control): ResidualSection => `${part}·${control}`),
  ]),
  ...residualControls.flatMap((control, i): ResidualSection[] => [
    `control:${control}`,
    ...residualControls.slice(i).map((other): ResidualSection => `${control}·${other}`),
  ]),
];

/** Where the product of two controls stands. */
export function controlProduct(i: number, j: number): ResidualSection {
  return `${residualControls[Math.min(i, j)]!}·${residualControls[Math.max(i, j)]!}`;
}
