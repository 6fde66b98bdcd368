import { inputPairs, pairIndex } from '../../model/ensemble.ts';

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

/** Whether a quantity has a component of that label; the labels, of which there may be millions, are not formed. */
export function isComponent(quantity: KernelQuantity | ResidualQuantity, inputs: number, component: string): boolean {
  const indices = component.split(',', 5).map(Number);
  if (indices.join(',') !== component || indices.some((index) => !Number.isInteger(index) || index < 0)) return false;
  if (indices.some((index) => index >= inputs)) return false;
  const [a, b, c, d] = indices as [number, number, number, number];
  if (quantity in ofPairs) return indices.length === 2 && a <= b;
  return indices.length === 4 && a <= b && c <= d && pairIndex(inputs, a, b) <= pairIndex(inputs, c, d);
}

const ofPairs: Readonly<Partial<Record<KernelQuantity | ResidualQuantity, true>>> = {
  K0: true,
  G: true,
  K1: true,
  U1: true,
};

/** Labels of the first components, more than a message shows where there are more. */
export function firstComponents(quantity: KernelQuantity | ResidualQuantity, inputs: number): readonly string[] {
  const pairs = inputPairs(Math.min(inputs, shown))
    .slice(0, shown)
    .map(([a, b]) => `${a},${b}`);
  if (quantity in ofPairs) return pairs;
  return pairs.flatMap((first, p) => pairs.slice(p).map((second) => `${first},${second}`)).slice(0, shown);
}

const shown = 16;
