import { geodesicComplaint } from '../../../scenario/geodesic-messages.ts';
import type { Draft } from '../../../scenario/kind.ts';
import type { TrainingSolver, TranscriptionSolver } from '../geodesic-scenario.ts';

/**
 * Longest step times L̃ below which a scheme damps the leak alone. Euler is held to 1, so that a layer keeps a positive
 * part of its input; the real stability interval of RK2 ends at 2, that of RK4 at 2.7853.
 */
const stepLimits = { euler: 1, rk2: 2, rk4: 2.785293563405282 } as const;

/** Longest of n steps: 1/n, or between the points (1 − cos(πk/n))/2 around the middle. */
function longestStep(grading: 'cosine' | 'uniform', intervals: number): number {
  if (grading === 'uniform') return 1 / intervals;
  return intervals % 2 === 0 ? Math.sin(Math.PI / intervals) / 2 : Math.sin(Math.PI / (2 * intervals));
}

/** Refuses a first mesh that is too coarse for the leak. */
export function checkIntervals(refuse: Draft['refuse'], solver: TranscriptionSolver, effectiveDepth: number): void {
  const { scheme, mesh } = solver;
  const holds = (intervals: number) => longestStep(mesh.grading, intervals) * effectiveDepth < stepLimits[scheme];
  if (holds(mesh.intervals)) return;
  let least = Math.max(mesh.intervals, Math.floor(effectiveDepth / stepLimits[scheme])) + 1;
  while (!holds(least)) least++;
  const words = geodesicComplaint.fewIntervals(least, scheme, effectiveDepth, mesh.intervals);
  refuse(['solver', 'mesh', 'intervals'], words);
}

/** Refuses fewer layers than the leak needs: L > L̃, and L > (1 + a/4) L̃ for irregular steps, whose longest is (1 + a/4)/L. */
export function checkLayers(refuse: Draft['refuse'], solver: TrainingSolver, effectiveDepth: number): void {
  const { layers, steps, irregularity } = solver;
  const bound = (1 + irregularity / 4) * effectiveDepth;
  if (layers > bound) return;
  const why = steps === 'irregular' ? ` with irregularity ${irregularity}` : '';
  const words = geodesicComplaint.fewLayers(Math.floor(bound) + 1, why, effectiveDepth, layers);
  refuse(['solver', 'layers'], words);
}
