import { log } from '../../numeric/elementary.ts';
import { normalTail } from '../../numeric/normal-quantile.ts';
import { studentQuantile } from '../../numeric/student-quantile.ts';
import type { Verdict } from '../../record/series.ts';

/** A mean with its standard error; the error is NaN where there are fewer than two values. */
export interface MeanWithError {
  readonly mean: number;
  readonly standardError: number;
  readonly count: number;
}

export function meanOf(values: readonly number[]): MeanWithError {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (count - 1) / count), count };
}

/** Two schemes on the same seeds: how much lower the errors of the first are. */
export interface PairedComparison {
  /** Number of layers; null where all are taken together, seed by seed. */
  readonly layers: number | null;
  /** Error − reference error. */
  readonly difference: MeanWithError;
  /** ln(error / reference error): free of how hard the task of a seed is. */
  readonly logRatio: MeanWithError;
  /** Standard errors by which the log ratio must be clear of 0. */
  readonly needed: number;
  /** Whether the first has the lower error. */
  readonly outcome: Verdict['outcome'];
}

/**
 * Errors of two schemes by number of layers and seed, compared seed by seed, at every number of layers and then all of
 * these together (their mean for each seed, since the networks of a seed share their data). Seeds at which either is null
 * are left out. `confidence`: standard errors of a normal law; Student's law, which few seeds obey, asks for as many as
 * have the same chance of error.
 */
export function compareSchemes(
  layers: readonly number[],
  errors: readonly (readonly (number | null)[])[],
  references: readonly (readonly (number | null)[])[],
  confidence: number,
): PairedComparison[] {
  const pairs = layers.map((_, l) =>
    errors[l]!.map((error, seed) => {
      const reference = references[l]![seed] ?? null;
      return error === null || reference === null ? null : { error, reference };
    }),
  );
  const each = pairs.map((own, l) => {
    const present = own.filter((pair) => pair !== null);
    return comparison(
      layers[l]!,
      present.map(({ error, reference }) => error - reference),
      present.map(({ error, reference }) => log(error / reference)),
      confidence,
    );
  });
  const seeds = errors[0]!.map((_, seed) => pairs.map((own) => own[seed]!)).filter((own) => !own.includes(null!));
  const overLayers = (of: (pair: { error: number; reference: number }) => number) =>
    seeds.map((own) => own.reduce((sum, pair) => sum + of(pair), 0) / own.length);
  const pooled = comparison(
    null,
    overLayers(({ error, reference }) => error - reference),
    overLayers(({ error, reference }) => log(error / reference)),
    confidence,
  );
  return [...each, pooled];
}

function comparison(
  layers: number | null,
  differences: readonly number[],
  logRatios: readonly number[],
  confidence: number,
): PairedComparison {
  const logRatio = meanOf(logRatios);
  const needed = logRatio.count < 2 ? Number.NaN : studentQuantile(normalTail(confidence), logRatio.count - 1);
  return { layers, difference: meanOf(differences), logRatio, needed, outcome: outcomeOf(logRatio, needed) };
}

/** Below 0: `holds`; not below: `fails`; in between, or with fewer than two seeds: `inconclusive`. */
function outcomeOf({ mean, standardError, count }: MeanWithError, needed: number): Verdict['outcome'] {
  if (count < 2) return 'inconclusive';
  const margin = needed * standardError;
  if (mean + margin < 0) return 'holds';
  return mean - margin >= 0 ? 'fails' : 'inconclusive';
}
