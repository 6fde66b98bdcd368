import type { CollocationSolver, TranscriptionSolver } from '../geodesic-scenario.ts';

/** Relative gradient to which the transcription is solved: Newton's method of the collocation does the rest. */
const tolerance = 1e-4;

/** The transcription that a collocation starts from: its first mesh and its continuation, by the scheme of its order. */
export function transcriptionBefore({ mesh, continuation }: CollocationSolver): TranscriptionSolver {
  const { intervals, grading } = mesh;
  return {
    method: 'transcription',
    scheme: 'rk4',
    mesh: { intervals, grading, refine: 'none', max: intervals, drift: 0.01 },
    optimiser: 'newton-cg',
    memory: 10,
    tolerance,
    iterations: 2000,
    continuation,
    initialScale: 1,
    initialLeak: 5,
  };
}
