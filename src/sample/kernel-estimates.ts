/** Values and standard errors, depth by depth: saved layers × components (P pairs, or the packed pairs of pairs for V4). */
export interface Estimate {
  readonly value: Float64Array;
  readonly error: Float64Array;
}

/** What networks are sampled for. */
export const sampledQuantities = ['K0', 'G', 'V4', 'K1', 'U1'] as const;
export type SampledQuantity = (typeof sampledQuantities)[number];
export type KernelEstimates = Readonly<Record<SampledQuantity, Estimate>>;
