import type { InfiniteWidthChain } from '../../model/infinite-width-chain.ts';
import { type EngineName, engineNames, type Precision } from '../../sample/engine/names.ts';
import { engineKind, refusalOf } from '../../sample/engine/registry.ts';
import type { SamplingPlan } from '../../sample/plan.ts';
import type { Clock, Speed } from './clock.ts';
import { type SpeedTask, speedChain, speedPlan } from './speed-plan.ts';
import { throughput } from './throughput.ts';

/** One way to sample, timed. */
export interface SpeedCase {
  readonly engine: EngineName;
  readonly precision: Precision;
  readonly activation: SpeedTask['activation'];
  /** Coupled control variates. */
  readonly coupled: boolean;
  readonly workers: number;
}

/** A case with its speeds, one per round, in millions of updates per second. */
export interface SpeedRow extends SpeedCase {
  readonly speeds: readonly Speed[];
}

/** An engine that is left out, and why. */
export interface LeftOut {
  readonly engine: EngineName;
  readonly reason: string;
}

/** Size of what is timed. */
export interface ComparisonSize {
  readonly width: number;
  readonly layers: number;
  /** Each measurement, roughly. */
  readonly seconds: number;
}

const activations = ['relu', 'tanh'] as const;
const workerCounts = [1, 2] as const;

function tasksOf(width: number, layers: number): SpeedTask[] {
  return activations.flatMap((activation) =>
    [false, true].map((coupled): SpeedTask => ({ activation, width, layers, sampler: 'block-law', coupled })),
  );
}

interface Prepared {
  readonly one: SpeedCase;
  readonly plan: SamplingPlan;
}

/**
 * Speeds of every engine that can be had, in both precisions, plain and coupled, for ReLU and tanh, on one worker and on two:
 * round by round, every case once in turn, so that what else the machine does falls on all alike.
 */
export class SpeedComparison {
  readonly leftOut: readonly LeftOut[];
  readonly #prepared: readonly Prepared[];
  readonly #speeds: Speed[][];
  readonly #seconds: number;

  private constructor(prepared: readonly Prepared[], leftOut: readonly LeftOut[], seconds: number) {
    this.leftOut = leftOut;
    this.#prepared = prepared;
    this.#speeds = prepared.map(() => []);
    this.#seconds = seconds;
  }

  static async prepare({ width, layers, seconds }: ComparisonSize): Promise<SpeedComparison> {
    const prepared: Prepared[] = [];
    const leftOut: LeftOut[] = [];
    const chains = new Map<SpeedTask['activation'], InfiniteWidthChain>();
    for (const task of tasksOf(width, layers)) {
      if (!chains.has(task.activation)) chains.set(task.activation, await speedChain(task));
    }
    for (const engine of engineNames) {
      const kind = await engineKind(engine);
      const probe = await kind.probe();
      if (!probe.available) {
        leftOut.push({ engine, reason: probe.reason });
        continue;
      }
      const refusals = new Set<string>();
      for (const precision of kind.precisions) {
        for (const task of tasksOf(width, layers)) {
          const plan = speedPlan(task, engine, precision, chains.get(task.activation)!);
          const refusal = refusalOf(kind, plan);
          if (refusal !== null) refusals.add(refusal);
          else {
            const { activation, coupled } = task;
            for (const workers of kind.place === 'workers' ? workerCounts : [1])
              prepared.push({ one: { engine, precision, activation, coupled, workers }, plan });
          }
        }
      }
      for (const reason of refusals) leftOut.push({ engine, reason });
    }
    return new SpeedComparison(prepared, leftOut, seconds);
  }

  /** Every case once. @throws what an engine throws that breaks */
  async round(clock: Clock, report: (done: number, of: number) => void): Promise<void> {
    for (const [i, { one, plan }] of this.#prepared.entries()) {
      report(i, this.#prepared.length);
      const { wall, processor } = await throughput(plan, one.workers, clock, this.#seconds);
      this.#speeds[i]!.push({ wall: wall / 1e6, processor: processor / 1e6 });
    }
  }

  rows(): SpeedRow[] {
    return this.#prepared.map(({ one }, i) => ({ ...one, speeds: this.#speeds[i]! }));
  }
}

/** Middle and spread of a few numbers. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Quartiles and median; of three numbers or fewer the extremes. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))] ?? Number.NaN;
  return sorted.length <= 3
    ? { low: at(0), median: at(0.5), high: at(1) }
    : { low: at(0.25), median: at(0.5), high: at(0.75) };
}

/** Round by round quotients: what disturbs a round disturbs both. */
export function ratioOf(values: readonly number[], others: readonly number[]): Spread {
  return spreadOf(values.flatMap((value, i) => (others[i] === undefined ? [] : [value / others[i]])));
}
