import { formatWithError } from '../figure/format.ts';
import { type Comparison, compareRecords } from '../record/compare.ts';
import { harmlessJson, printable } from '../record/harmless.ts';
import { encodeJson, isJsonObject } from '../record/json.ts';
import type { RecordView } from '../record/read.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { recordArgument } from './record-argument.ts';

export interface CompareOptions {
  readonly threshold: string;
  readonly json?: boolean;
}

/** `odepth compare`: two records, number by number; exit code 5 when any differs by more than the threshold. */
export async function compare(folder: string, other: string, options: CompareOptions): Promise<number> {
  const threshold = Number(options.threshold);
  if (!(threshold > 0)) {
    throw new CommandError(
      exitCode.badInput,
      `odepth: --threshold: expected a number above 0, came "${options.threshold}".`,
    );
  }
  const a = await recordArgument(folder);
  const b = await recordArgument(other);
  const comparison = compareRecords(a, b, threshold);
  if (comparison.rows.length === 0) {
    throw new CommandError(
      exitCode.badInput,
      'odepth: the records have no number in common (same quantity, component, source and depth).',
    );
  }
  const engines = [enginesOf(a), enginesOf(b)] as const;
  const sameSeed = seedOf(a.scenario) !== undefined && seedOf(a.scenario) === seedOf(b.scenario);
  if (options.json) {
    const { rows, onlyA, onlyB, beyond } = comparison;
    const json = rows.map((row) => ({ ...row }));
    process.stdout.write(
      harmlessJson(encodeJson({ a: folder, b: other, threshold, beyond, onlyA, onlyB, sameSeed, engines, rows: json })),
    );
  } else {
    process.stdout.write(text(comparison, threshold, sameSeed, engines));
  }
  return comparison.beyond === 0 ? exitCode.ok : exitCode.different;
}

function text(
  { rows, worst, onlyA, onlyB, beyond }: Comparison,
  threshold: number,
  sameSeed: boolean,
  [engine, other]: readonly [string | null, string | null],
): string {
  const lines = worst.map(({ quantity, component, t, source, a, aError, b, bError, z }) => {
    const place = printable(`${quantity}[${component}](${Number(t.toPrecision(6))})`);
    return `  ${source.padEnd(13)} ${place.padEnd(20)} ${formatWithError(a, aError)}   ${formatWithError(b, bError)}   ${z.toFixed(2)}`;
  });
  return [
    `${rows.length} numbers in both records (${onlyA} only in the first, ${onlyB} only in the second)`,
    'largest difference per quantity and source, (second − first) / combined error:',
    ...lines,
    `${beyond} beyond ${threshold} combined errors`,
    ...(engine !== other && engine !== null && other !== null
      ? [printable(`sampled by different engines: the first by ${engine}, the second by ${other}`)]
      : []),
    ...(sameSeed
      ? ['both records use the same seed: sampled numbers share random words, so their differences are not independent']
      : []),
    '',
  ].join('\n');
}

/** Engine and precision that sampled the networks of a record; null where none were, or the record does not say. */
function enginesOf({ manifest }: RecordView): string | null {
  const engines = manifest.provenance['engines'];
  const networks = isJsonObject(engines) ? engines['networks'] : undefined;
  return typeof networks === 'string' ? networks : null;
}

function seedOf(scenario: unknown): unknown {
  return typeof scenario === 'object' && scenario !== null && 'seed' in scenario ? scenario.seed : undefined;
}
