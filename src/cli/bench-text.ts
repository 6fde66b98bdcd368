import { type LeftOut, type SpeedRow, type Spread, spreadOf } from '../study/engines/comparison.ts';
import { authorsRun, type EqualError } from '../study/engines/equal-error.ts';
import type { PeerRow, Ratio } from '../study/engines/ratios.ts';
import { duration } from './progress.ts';
import { textTable } from './text-table.ts';

/** All that `odepth bench` finds. */
export interface BenchResult {
  readonly size: { readonly width: number; readonly layers: number };
  readonly rounds: number;
  readonly rows: readonly SpeedRow[];
  readonly leftOut: readonly LeftOut[];
  readonly peers: readonly PeerRow[];
  readonly missingPeers: readonly string[];
  readonly ratios: readonly Ratio[];
  readonly equalError: readonly EqualError[];
}

/** The comparison for the terminal. */
export function benchText(result: BenchResult, folder: string | undefined): string {
  const { size, rounds, rows, leftOut, peers, missingPeers, ratios, equalError } = result;
  return [
    `Million neuron · input · layer updates per second: block law, n = ${size.width}, 4 inputs, ${size.layers} layers, statistics at 9 depths;`,
    `median of ${rounds} interleaved rounds (spread)`,
    '',
    textTable(
      ['engine', 'precision', 'activation', 'sampling', 'workers', 'per core', 'on the clock'],
      [
        ...rows.map(({ engine, precision, activation, coupled, workers, speeds }) => [
          ...[engine, precision, activation, coupled ? 'coupled' : 'plain', `${workers}`],
          ...speedCells(speeds),
        ]),
        ...peers.map(({ peer, version, precision, activation, threads, speeds }) => [
          ...[`${peer} ${version}`, precision, activation, 'plain', threads === 0 ? 'all' : `${threads}`],
          ...speedCells(speeds),
        ]),
      ],
    ),
    '',
    textTable(
      ['ratio', 'engine', 'precision', 'activation', 'median (spread)'],
      ratios.map(({ what, engine, precision, activation, ratio }) => [
        ...[what, engine, precision, activation, spreadText(ratio)],
      ]),
    ),
    '',
    ...leftOut.map(({ engine, reason }) => `${engine} is left out: ${reason}`),
    ...missingPeers,
    '',
    `The paper's main number, K1[0,0](2) for tanh, 4 inputs, n = 64, 800 layers, to a standard error of ${authorsRun.standardError}:`,
    `its authors take ${authorsRun.networks.toExponential(0)} networks and about ${authorsRun.seconds} s (two threads, 49–57 M updates/s idle; cited, not measured here)`,
    ...equalError.map(equalText),
    ...(folder === undefined ? [] : ['', `record  ${folder}`]),
    '',
  ].join('\n');
}

function equalText(one: EqualError): string {
  return (
    `${one.engine}, ${one.precision}, ${one.workers} workers: ${one.networksPerSecond.toPrecision(3)} networks/s; control variates take ` +
    `${one.varianceReduction.toPrecision(3)} times fewer: ${Math.round(one.needed)} networks, ${duration(one.seconds)}: ${one.speedUp.toPrecision(3)} times as fast to equal error ` +
    `(standard error from ${one.networks} networks; theory not included)`
  );
}

function speedCells(speeds: SpeedRow['speeds']): string[] {
  return [
    spreadText(spreadOf(speeds.map(({ processor }) => processor))),
    spreadText(spreadOf(speeds.map(({ wall }) => wall))),
  ];
}

function spreadText({ low, median, high }: Spread): string {
  const text = (value: number) => value.toPrecision(3);
  return low === high ? text(median) : `${text(median)} (${text(low)} … ${text(high)})`;
}
