import type { Json } from './json.ts';
import type { NpyArray } from './npy.ts';
import type { SeriesRow, Verdict } from './series.ts';

/** Version of the folder layout described by `RecordContents`. */
export const recordFormat = 1;

/** What `summary.json` says. `quantities` is the whole tidy series; it is written to `series.csv` too, with layers. */
export interface Summary {
  readonly name: string;
  readonly kind: string;
  /** SHA-256 of the resolved scenario, hexadecimal. */
  readonly digest: string;
  readonly quantities: readonly SeriesRow[];
  readonly verdicts: readonly Verdict[];
  /** What a reader must know beside the numbers: why a mode order was chosen, what was interrupted. */
  readonly notes: readonly string[];
  /** Further top-level members of `summary.json`, after the ones above. */
  readonly more?: Readonly<Record<string, Json>>;
}

/** A figure as files: `figures/NAME.vl.json`, `.svg`, `.png`. */
export interface FigureFiles {
  readonly name: string;
  /** Vega-Lite specification, JSON text. */
  readonly vegaLite: string;
  /** SVG text. */
  readonly svgWide: string;
  readonly png: Uint8Array;
}

/** All that one run leaves behind. Everything but `runtime` is deterministic: same scenario, same code, same bytes. */
export interface RecordContents {
  /** The scenario file as given → scenario.yaml. */
  readonly scenarioText: string;
  /** The resolved scenario, every default present → scenario.json. */
  readonly scenario: Json;
  /** Version of odepth → manifest.json. */
  readonly version: string;
  /** Seed, random streams, theory and sampling settings as used → manifest.json. */
  readonly provenance: Readonly<Record<string, Json>>;
  /** Times, machine, workers → runtime.json, the one file that differs between repetitions. */
  readonly runtime: Json;
  /** → summary.json and series.csv. */
  readonly summary: Summary;
  /** → arrays.npz. */
  readonly arrays: ReadonlyMap<string, NpyArray>;
  /** → figures/. */
  readonly figures: readonly FigureFiles[];
  /** → report.html. */
  readonly report: string;
}

/** One file of a record: its path inside the folder with '/', its size in bytes and its SHA-256. */
export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What `manifest.json` says. It lists every file but itself and runtime.json. */
export interface Manifest {
  readonly recordFormat: number;
  readonly name: string;
  readonly kind: string;
  readonly digest: string;
  readonly version: string;
  readonly provenance: Readonly<Record<string, Json>>;
  readonly files: readonly ManifestFile[];
}
