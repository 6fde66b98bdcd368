/** 0, 1/(L − 1), …, 1. */
export function evenDepths(layers: number): number[] {
  return Array.from({ length: layers }, (_, layer) => layer / (layers - 1));
}
