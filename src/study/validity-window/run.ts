import type { Json } from '../../record/json.ts';
import type { StudyHost, StudyResult, StudyShared, StudyStopped, WorkShare } from '../host.ts';
import { inShare } from '../in-share.ts';
import { samplingOutline } from '../kernel/sampling/sampling-plan.ts';
import { engineLabel } from '../kernel/sampling/sampling-record.ts';
import { PointStudy } from './compute-point.ts';
import { infiniteWidth } from './infinite-width.ts';
import { pointNames } from './point-names.ts';
import { decodePoint, encodePoint, type PointResult } from './point-result.ts';
import { pointLabel, pointScenario } from './points.ts';
import { present } from './presentation/present.ts';
import { type PointProgress, wantedNetworks } from './sweep-state.ts';
import { windowOfRecord } from './window-of-record.ts';
import { windowArrays, windowRows } from './window-rows.ts';
import type { SweepPoint, ValidityWindowScenario } from './window-scenario.ts';
import { windowVerdicts } from './window-verdicts.ts';

export { present };

/** The file name of every point as it is before any refinement. */
export function partNames(
  scenario: ValidityWindowScenario,
  _digest: string,
  { code }: Pick<StudyHost, 'code'>,
): Promise<readonly string[]> {
  const { points, sampling } = scenario;
  return Promise.all(
    points.map(async (point) => (await pointNames(scenario, point, 0, sampling.networks, code)).complete),
  );
}

/**
 * Every point of a sweep, then as many rounds of refinement as the host asks for. Points are kept as soon as they are
 * computed, under a name that says what they depend on; a point that is there is not computed again. Where the host names a
 * share, the points of that share, not refined.
 * @throws TheoryError, SolverError, SamplingError naming the point
 */
export async function run(
  scenario: ValidityWindowScenario,
  digest: string,
  host: StudyHost,
): Promise<StudyResult | StudyStopped | StudyShared> {
  const began = host.now();
  const sweep = new Sweep(scenario, host);
  if (host.share) return sweep.share(host.share);
  const progress = await sweep.firstLook();
  if (!Array.isArray(progress)) return progress;
  const rounds = host.refine ?? 0;
  for (let round = 1; round <= rounds; round++) {
    const stopped = await sweep.refine(progress, round);
    if (stopped) return stopped;
  }
  const engines = await Promise.all(scenario.points.map((point) => engineOf(scenario, point)));
  const seconds = host.now() - began;
  return {
    ...result(scenario, digest, { progress, engines, rounds, seconds }),
    machine: { devices: await sweep.devices() },
  };
}

class Sweep {
  readonly #scenario: ValidityWindowScenario;
  readonly #host: StudyHost;
  readonly #study: PointStudy;

  constructor(scenario: ValidityWindowScenario, host: StudyHost) {
    this.#scenario = scenario;
    this.#host = host;
    this.#study = new PointStudy(scenario, host);
  }

  devices(): Promise<Record<string, string>> {
    return this.#study.devices();
  }

  async firstLook(): Promise<PointProgress[] | StudyStopped> {
    const { points, sampling } = this.#scenario;
    const progress: PointProgress[] = [];
    for (const [i, point] of points.entries()) {
      const result = await this.#point(point, i, sampling.networks, null, 0);
      if (result === null) return stoppedAfter(i, points.length);
      progress.push({ result, looks: 0 });
    }
    return progress;
  }

  /** The points of one share; those that are there count after a stop too. */
  async share(share: WorkShare): Promise<StudyShared> {
    const { points, sampling } = this.#scenario;
    const own = [...points.entries()].filter(([position]) => inShare(position, share));
    let done = 0;
    for (const [position, point] of own) {
      if ((await this.#point(point, position, sampling.networks, null, 0)) !== null) done++;
    }
    return { shared: { done, of: own.length } };
  }

  /** Further networks where an edge is undecided; entries of `progress` are replaced. */
  async refine(progress: PointProgress[], round: number): Promise<StudyStopped | null> {
    const { points } = this.#scenario;
    const wanted = points.map((point, i) => wantedNetworks(this.#scenario, point, progress[i]!));
    for (const [i, point] of points.entries()) {
      const { result, looks } = progress[i]!;
      if (wanted[i]! <= result.state.completed) continue;
      const refined = await this.#point(point, i, wanted[i]!, result, round);
      if (refined === null) return stoppedAfter(i, points.length);
      progress[i] = { result: refined, looks: looks + 1 };
    }
    return null;
  }

  /** A point from the store, or computed and kept; null when stopped before it was complete (what there is, is kept). */
  async #point(
    point: SweepPoint,
    position: number,
    networks: number,
    before: PointResult | null,
    round: number,
  ): Promise<PointResult | null> {
    const { parts, signal, code } = this.#host;
    const names = await pointNames(this.#scenario, point, round, networks, code);
    const keptUnder = async (name: string) => {
      const bytes = await parts?.read(name);
      return bytes ? decodePoint(bytes) : null;
    };
    const kept = await keptUnder(names.complete);
    if (kept?.state.completed === networks) return kept;
    if (signal?.aborted) return null;
    // A point kept with more networks than asked for now is left alone: its numbers would not be those of a clean run.
    const earlier = await keptUnder(names.started);
    const present = earlier?.state.completed ?? 0;
    const start = earlier && present < networks && present > (before?.state.completed ?? 0) ? earlier : before;
    const part = `${pointLabel(point)} (${position + 1} of ${this.#scenario.points.length})`;
    const outcome = await this.#study.compute(point, networks, start, part);
    if (outcome === null) return null;
    const { result, complete } = outcome;
    if (complete) await parts?.write(names.complete, encodePoint(result));
    if (present < result.state.completed) await parts?.write(names.started, encodePoint(result));
    return complete ? result : null;
  }
}

function stoppedAfter(done: number, of: number): StudyStopped {
  return {
    stopped: `stopped after ${done} of ${of} points; they are kept. Run the same command again to go on from there.`,
  };
}

/** What samples a point: the scenario's engine, or the one that `auto` means there. */
async function engineOf(scenario: ValidityWindowScenario, point: SweepPoint): Promise<string> {
  const kernel = pointScenario(scenario, point, scenario.sampling.networks);
  return engineLabel(await samplingOutline(kernel, kernel.sampling!));
}

interface SweepOutcome {
  readonly progress: readonly PointProgress[];
  /** By point. */
  readonly engines: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
}

function result(
  scenario: ValidityWindowScenario,
  digest: string,
  { progress, engines, rounds, seconds }: SweepOutcome,
): StudyResult {
  const rows = windowRows(scenario, progress);
  const limit = infiniteWidth(scenario, rows);
  const quantities = [...rows, ...limit.rows];
  const points = scenario.points.map((point, i) => ({ ...pointProvenance(point, progress[i]!), engine: engines[i]! }));
  const data = windowOfRecord(scenario, quantities, { points });
  const edges: Json[] = data.series.flatMap(({ quantity, closure, point, edges: found }) =>
    found.map(({ tolerance, edge }) => ({ quantity, closure, point, tolerance, ...edge })),
  );
  const notes = scenario.points.flatMap((point, i) =>
    [...progress[i]!.result.notes, ...divergence(progress[i]!)].map((note) => `At ${pointLabel(point)}: ${note}`),
  );
  return {
    summary: {
      name: scenario.name,
      kind: scenario.kind,
      digest,
      quantities,
      verdicts: [...windowVerdicts(data), ...limit.verdicts],
      notes: [...limit.notes, ...notes],
      more: { windows: edges },
    },
    provenance: { points, rounds, engines: { networks: [...new Set(engines)].join('; ') } },
    arrays: windowArrays(scenario, progress),
    seconds: { sweep: seconds },
    interrupted: null,
  };
}

function pointProvenance(point: SweepPoint, { result: { state }, looks }: PointProgress): Record<string, Json> {
  const { layers, residualScale, horizon } = point.ensemble;
  const networks = state.completed - state.diverged.length;
  return { point: pointLabel(point), seed: point.seed, networks, looks, layers, residualScale, horizon };
}

function divergence({ result: { state } }: PointProgress): string[] {
  const first = state.diverged[0];
  if (first === undefined) return [];
  return [
    `${state.diverged.length} of ${state.completed} networks diverged and are left out of every average, which is biased by it; the first is network ${first.network}, at layer ${first.layer}; arrays.npz lists them all.`,
  ];
}
