import { inputPairs } from '../../model/ensemble.ts';

/** What a kernel study gives at every depth. */
export const quantities = ['K0', 'G', 'V4', 'K1', 'U1'] as const;
export type KernelQuantity = (typeof quantities)[number];

/** The residual of the V4 equation, its parts, and Σ = E[Σ(G, Q)]: components like those of V4, where they are asked for. */
export const residualQuantities = ['R', 'Rtransport', 'Rsource', 'Rstep', 'Sigma'] as const;
export type ResidualQuantity = (typeof residualQuantities)[number];

/** Component labels in storage order: pairs "a,b" for N × N quantities, packed pairs of pairs "a,b,c,d" for V4. */
export function componentNames(inputs: number): Readonly<Record<KernelQuantity, readonly string[]>> {
  const pairs = inputPairs(inputs).map(([a, b]) => `${a},${b}`);
  const pairsOfPairs = pairs.flatMap((first, p) => pairs.slice(p).map((second) => `${first},${second}`));
  return { K0: pairs, G: pairs, V4: pairsOfPairs, K1: pairs, U1: pairs };
}

/** Component labels of any quantity; residual ones have those of V4. */
export function componentsOf(quantity: KernelQuantity | ResidualQuantity, inputs: number): readonly string[] {
  const names: Readonly<Partial<Record<string, readonly string[]>>> = componentNames(inputs);
  return names[quantity] ?? componentNames(inputs).V4;
}
