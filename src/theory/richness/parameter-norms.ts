/** ‖θ‖_F² over all parameters. */
export function squaredNorm(parameters: readonly (Float64Array | Float32Array)[]): number {
  let sum = 0;
  for (const values of parameters) for (const value of values) sum += value * value;
  return sum;
}

/** ‖θ − θ₀‖. @throws RangeError where the arrays differ in number or length */
export function distanceMoved(
  parameters: readonly (Float64Array | Float32Array)[],
  initial: readonly (Float64Array | Float32Array)[],
): number {
  if (parameters.length !== initial.length || parameters.some((values, i) => values.length !== initial[i]!.length)) {
    throw new RangeError('‖θ − θ₀‖ needs as many initial parameters as there are parameters, array by array');
  }
  let sum = 0;
  parameters.forEach((values, i) => {
    for (let j = 0; j < values.length; j++) sum += (values[j]! - initial[i]![j]!) ** 2;
  });
  return Math.sqrt(sum);
}
