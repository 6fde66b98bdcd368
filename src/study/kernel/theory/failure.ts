import { TheoryError } from '../../../theory/kernel/theory-error.ts';

/** Runs a computation; what the numerical rooms refuse becomes a TheoryError. */
export function sayingWhy<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError)
      throw new TheoryError(`the theory of this ensemble cannot be computed: ${error.message}`);
    throw error;
  }
}
