import type { Summary } from './contents.ts';
import { isSource } from './csv.ts';
import { encodeJson, isJsonObject, type Json, jsonNumber } from './json.ts';
import type { Compared, SeriesRow, Verdict } from './series.ts';

/** `summary.json` as text, one quantity or verdict per line where it fits; NaN and infinities as strings. */
export function encodeSummary(summary: Summary): string {
  return encodeJson({
    name: summary.name,
    kind: summary.kind,
    digest: summary.digest,
    verdicts: summary.verdicts.map(verdictJson),
    notes: summary.notes,
    ...summary.more,
    quantities: summary.quantities.map(quantityJson),
  });
}

/** A verdict as `encodeSummary` wrote it; undefined if it is none. */
export function parseVerdict(value: Json): Verdict | undefined {
  if (!isJsonObject(value)) return undefined;
  const { claim, outcome, detail, compared } = value;
  const statistic = jsonNumber(value['statistic']);
  const threshold = jsonNumber(value['threshold']);
  if (typeof claim !== 'string' || typeof detail !== 'string') return undefined;
  if (outcome !== 'holds' && outcome !== 'fails' && outcome !== 'inconclusive') return undefined;
  if (statistic === undefined || threshold === undefined) return undefined;
  const verdict = { claim, statistic, threshold, outcome, detail } as const;
  if (compared === undefined) return verdict;
  const parsed = parseCompared(compared);
  return parsed && { ...verdict, compared: parsed };
}

function parseCompared(value: Json): Compared | undefined {
  if (!isJsonObject(value)) return undefined;
  const { quantity, component, theory, sampled } = value;
  const numbers = {
    t: jsonNumber(value['t']),
    theoryValue: jsonNumber(value['theoryValue']),
    theoryError: jsonNumber(value['theoryError']),
    sampledValue: jsonNumber(value['sampledValue']),
    sampledError: jsonNumber(value['sampledError']),
    standardErrors: jsonNumber(value['standardErrors']),
  };
  if (typeof quantity !== 'string' || typeof component !== 'string') return undefined;
  if (!isSource(theory) || !isSource(sampled) || !allPresent(numbers)) return undefined;
  return { quantity, component, theory, sampled, ...numbers };
}

function allPresent<Key extends string>(
  numbers: Readonly<Record<Key, number | undefined>>,
): numbers is Readonly<Record<Key, number>> {
  return Object.values(numbers).every((number) => number !== undefined);
}

function quantityJson({ quantity, component, t, source, value, error, errorKind }: SeriesRow): Json {
  return { quantity, component, t, source, value, error, errorKind };
}

/** A verdict as JSON; `parseVerdict` reads it. */
export function verdictJson({ claim, statistic, threshold, outcome, detail, compared }: Verdict): Json {
  return { claim, statistic, threshold, outcome, detail, ...(compared && { compared: { ...compared } }) };
}
