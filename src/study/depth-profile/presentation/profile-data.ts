import type { Json } from '../../../record/json.ts';
import type { SeriesRow } from '../../../record/series.ts';
import type { DepthProfileScenario, ProfileStream } from '../depth-scenario.ts';
import { readDepthScenario } from '../language/resolved-scenario.ts';
import { componentOf, type ProfileQuantity, quantityName, type Scope } from '../quantities.ts';
import { angleOfDrift, type Stretch, slowStretch } from '../turning.ts';

/** A number with its error, at a depth. */
export interface Placed {
  readonly t: number;
  readonly value: number;
  /** 0 where there is none. */
  readonly error: number;
}

/** The numbers of a record, by stream. */
export class ProfileData {
  readonly scenario: DepthProfileScenario;
  readonly #rows = new Map<string, SeriesRow>();

  /** @throws RangeError where scenario.json is none of a depth profile */
  constructor(scenario: Json, rows: readonly SeriesRow[]) {
    this.scenario = readDepthScenario(scenario);
    for (const row of rows) this.#rows.set(`${row.quantity} ${row.component}`, row);
  }

  get streams(): readonly ProfileStream[] {
    return this.scenario.streams;
  }

  /** Of a stream as it is, or of all its positions together; undefined where it was not measured. */
  at(stream: ProfileStream, scope: Scope, quantity: ProfileQuantity, place = ''): SeriesRow | undefined {
    const label = this.streams.length > 1 ? stream.label : '';
    return this.#rows.get(`${quantityName(scope, quantity)} ${componentOf(label, place)}`);
  }

  /** A quantity of every layer; empty where it was not measured. */
  layers(stream: ProfileStream, scope: Scope, quantity: ProfileQuantity): Placed[] {
    return Array.from({ length: stream.layers }, (_, layer) => this.at(stream, scope, quantity, String(layer))).flatMap(
      (row) => (row ? [{ t: row.t, value: row.value, error: row.error }] : []),
    );
  }

  /** Drift of every transition; empty where it was not measured. */
  drift(stream: ProfileStream, scope: Scope): SeriesRow[] {
    return Array.from({ length: stream.layers - 1 }, (_, layer) =>
      this.at(stream, scope, 'drift', `${layer},${layer + 1}`),
    ).flatMap((row) => row ?? []);
  }

  /** θ of every transition over its depth, at the depth where it begins; the last once more at the end. */
  speeds(stream: ProfileStream, scope: Scope): Placed[] {
    const depths = this.depths(stream);
    const speeds = this.drift(stream, scope).map(({ value, error }, i): Placed => {
      const step = depths[i + 1]! - depths[i]!;
      const [low, high] = [Math.max(0, value - error), Math.min(2, value + error)].map(angleOfDrift);
      return { t: depths[i]!, value: angleOfDrift(value) / step, error: (high! - low!) / 2 / step };
    });
    return speeds.length > 0 ? [...speeds, { ...speeds.at(-1)!, t: 1 }] : [];
  }

  /** Of every layer, from 0 to 1. */
  depths(stream: ProfileStream): number[] {
    return this.layers(stream, '', 'effectiveRank').map(({ t }) => t);
  }

  /** Where a stream turns slowly; null where nowhere. */
  plateau(stream: ProfileStream, scope: Scope = ''): Stretch | null {
    const drift = this.drift(stream, scope).map(({ value }) => value);
    return drift.length > 0 ? slowStretch(this.depths(stream), drift, this.scenario.plateau) : null;
  }

  hasPositions(stream: ProfileStream): boolean {
    return this.at(stream, 'pooled', 'effectiveRank', '0') !== undefined;
  }
}
