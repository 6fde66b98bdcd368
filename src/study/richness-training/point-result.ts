import { type QuantityName, quantityNames } from './quantities.ts';

/** Three curves against k, one number per eigenvalue: what a spectral figure draws. */
export interface PointSpectrum {
  /** ρ_k, descending. */
  readonly values: Float64Array;
  /** Π*(k), up to the numerical rank. */
  readonly quality: Float64Array;
  /** Π̂(k), up to the numerical rank. */
  readonly utilisation: Float64Array;
}

/** Where an error of its own is known within one network: by the jackknife over blocks of examples. */
export const jackknifed = ['D_LR', 'S_init', 'NC1', 'NC2'] as const satisfies readonly QuantityName[];
export type JackknifedName = (typeof jackknifed)[number];

/** What was measured of one network up to some step; arrays have an entry per checkpoint, NaN where there is no number. */
export interface PointNumbers {
  readonly steps: readonly number[];
  readonly values: Readonly<Record<QuantityName, readonly number[]>>;
  readonly errors: Readonly<Record<JackknifedName, readonly number[]>>;
}

/** Everything that is kept of one network. */
export interface PointResult extends PointNumbers {
  /** Of the features at the first and at the last checkpoint; null where the training diverged before it. */
  readonly before: PointSpectrum | null;
  readonly after: PointSpectrum | null;
  /** Why there are no numbers from some step on; null where every step was done. */
  readonly failure: string | null;
  /** Whole sentences about numbers that are not there. */
  readonly warnings: readonly string[];
  /** Numbers in the parameter vector. */
  readonly parameters: number;
  /** Of the pixels; null for other data. */
  readonly normalisation: { readonly mean: number; readonly deviation: number } | null;
}

/** Numbers that are added to checkpoint by checkpoint. */
export class PointLog implements PointNumbers {
  readonly steps: number[] = [];
  readonly values = Object.fromEntries(quantityNames.map((name) => [name, [] as number[]])) as Record<
    QuantityName,
    number[]
  >;
  readonly errors = Object.fromEntries(jackknifed.map((name) => [name, [] as number[]])) as Record<
    JackknifedName,
    number[]
  >;

  /** A copy of what was measured before, to go on with. */
  static from({ steps, values, errors }: PointNumbers): PointLog {
    const log = new PointLog();
    log.steps.push(...steps);
    for (const name of quantityNames) log.values[name].push(...values[name]);
    for (const name of jackknifed) log.errors[name].push(...errors[name]);
    return log;
  }

  add(
    step: number,
    values: Partial<Record<QuantityName, number>>,
    errors: Partial<Record<JackknifedName, number>>,
  ): void {
    this.steps.push(step);
    for (const name of quantityNames) this.values[name].push(values[name] ?? Number.NaN);
    for (const name of jackknifed) this.errors[name].push(errors[name] ?? Number.NaN);
  }
}
