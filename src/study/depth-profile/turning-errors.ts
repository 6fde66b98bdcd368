import { eachOfTurning, type ProfileNumber } from './profile.ts';
import { turningOf } from './turning.ts';

/** Numbers of a drift whose transitions err independently. */
export function turningWithErrors(depths: readonly number[], drift: readonly ProfileNumber[]) {
  const values = drift.map(({ value }) => value);
  const found = turningOf(depths, values);
  const moved = drift.map(({ value, error }, i) =>
    turningOf(depths, values.with(i, Math.min(2, value + (Number.isFinite(error) ? error : 0)))),
  );
  return eachOfTurning((name) => ({
    value: found[name],
    error: Math.hypot(...moved.map((one) => one[name] - found[name])),
  }));
}
