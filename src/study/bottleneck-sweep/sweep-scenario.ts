import type { GeodesicScenario, GeodesicSolver } from '../geodesic/geodesic-scenario.ts';

/** A bottleneck sweep with nothing left to fill in. */
export interface BottleneckSweepScenario
  extends Pick<GeodesicScenario, 'format' | 'name' | 'purpose' | 'seed' | 'task' | 'solver' | 'stabiliser'> {
  readonly kind: 'bottleneck-sweep';
  readonly model: Omit<GeodesicScenario['model'], 'effectiveDepth'>;
  /** Weight of learned maps in the penalty. */
  readonly penalty: Pick<GeodesicScenario['penalty'], 'maps'>;
  readonly sweep: {
    /** L̃, ascending; one value where it is not swept. */
    readonly effectiveDepth: readonly number[];
    /** λ/L̃, ascending; one value where it is not swept. */
    readonly lambdaOverDepth: readonly number[];
    /** Least intervals of the first mesh per unit of L̃. */
    readonly intervalsPerDepth: number;
    /** A seed for each repetition; the first is the scenario's own. */
    readonly seeds: readonly string[];
    /** Whether a solve starts from the solution at the L̃ before. */
    readonly warmStart: boolean;
  };
}

/** One problem of a sweep: positions on the three axes. */
export interface SweepPosition {
  readonly effectiveDepth: number;
  readonly lambdaOverDepth: number;
  readonly seed: number;
}

/** The positions of a sweep, L̃ fastest, so that a warm start finds its predecessor just before. */
export function sweepPositions({ sweep }: Pick<BottleneckSweepScenario, 'sweep'>): SweepPosition[] {
  return sweep.seeds.flatMap((_, seed) =>
    sweep.lambdaOverDepth.flatMap((_, lambdaOverDepth) =>
      sweep.effectiveDepth.map((_, effectiveDepth) => ({ effectiveDepth, lambdaOverDepth, seed })),
    ),
  );
}

/** The geodesic scenario of one position. @throws RangeError for a position outside the sweep */
export function geodesicAt(scenario: BottleneckSweepScenario, position: SweepPosition): GeodesicScenario {
  const { format, name, purpose, model, task, penalty, solver, stabiliser, sweep } = scenario;
  const effectiveDepth = sweep.effectiveDepth[position.effectiveDepth];
  const lambdaOverDepth = sweep.lambdaOverDepth[position.lambdaOverDepth];
  const seed = sweep.seeds[position.seed];
  if (effectiveDepth === undefined || lambdaOverDepth === undefined || seed === undefined) {
    throw new RangeError(`no such position in the sweep: ${JSON.stringify(position)}`);
  }
  return {
    ...{ format, kind: 'geodesic', name, purpose, seed },
    model: { ...model, effectiveDepth },
    penalty: { lambdaOverDepth, maps: penalty.maps },
    ...{ task, solver: solverAt(solver, effectiveDepth, sweep.intervalsPerDepth), stabiliser },
  };
}

/**
 * The solver of a sweep at one L̃: its meshes, the finest too, have an even number of intervals of at least
 * `intervalsPerDepth` · L̃, or as many as they say.
 */
export function solverAt(solver: GeodesicSolver, effectiveDepth: number, intervalsPerDepth: number): GeodesicSolver {
  if (solver.method === 'training') return solver;
  const least = 2 * Math.ceil((intervalsPerDepth * effectiveDepth) / 2);
  const intervals = Math.max(solver.mesh.intervals, least);
  const counts = { intervals, max: Math.max(solver.mesh.max, intervals) };
  return solver.method === 'collocation'
    ? { ...solver, mesh: { ...solver.mesh, ...counts } }
    : { ...solver, mesh: { ...solver.mesh, ...counts } };
}

/** Which of its axes a sweep has more than one value on; the effective depth where there is none. */
export function sweptFields({
  sweep,
}: Pick<BottleneckSweepScenario, 'sweep'>): ('effectiveDepth' | 'lambdaOverDepth')[] {
  const lambda = sweep.lambdaOverDepth.length > 1;
  return [
    ...(sweep.effectiveDepth.length > 1 || !lambda ? (['effectiveDepth'] as const) : []),
    ...(lambda ? (['lambdaOverDepth'] as const) : []),
  ];
}

/** "effectiveDepth = 7", with "lambdaOverDepth = 0.001" where it is swept, and "seed = 2", counted from 1, where one is meant. */
export function positionLabel(
  scenario: Pick<BottleneckSweepScenario, 'sweep'>,
  position: Omit<SweepPosition, 'seed'> & Partial<Pick<SweepPosition, 'seed'>>,
): string {
  const fields = sweptFields(scenario).map((field) => `${field} = ${scenario.sweep[field][position[field]]}`);
  return [...fields, ...(position.seed === undefined ? [] : [`seed = ${position.seed + 1}`])].join(', ');
}
