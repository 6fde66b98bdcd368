/** Ways to compute the same networks, from the readable one to the fastest. */
export const engineNames = ['reference', 'threads', 'native', 'webgpu', 'tensorflow'] as const;
export type EngineName = (typeof engineNames)[number];

/** Arithmetic of the states; sums over networks are float64 with every engine. */
export const precisions = ['float64', 'float32'] as const;
export type Precision = (typeof precisions)[number];
