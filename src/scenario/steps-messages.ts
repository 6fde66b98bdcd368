import type { Complaint } from './issue.ts';

/** The catalogue's sentences about comparisons of layer steps. */
export const stepsComplaint = {
  noTest: (): Complaint => ({
    expected: 'points for testing: schemes of steps are compared by their test error',
    came: 'none',
    advice: 'write test: 1000',
  }),
  schemes: (came: number): Complaint => ({
    expected: 'two or three different schemes of steps',
    came: `${came}`,
    advice: 'for example steps: [equidistant, irregular, adaptive]',
  }),
  tooManyTrainings: (most: number, came: number): Complaint => ({
    expected: `at most ${most} trainings (layers * steps * seeds)`,
    came: `${came}`,
    advice: '',
  }),
};
