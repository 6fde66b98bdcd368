/** (max − min) / |mean| of the Hamiltonian at the nodes; 0 where nothing changes. */
export function drift(values: readonly number[]): number {
  const range = Math.max(...values) - Math.min(...values);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return range === 0 ? 0 : range / Math.abs(mean);
}
