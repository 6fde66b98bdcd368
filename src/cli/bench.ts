import { availableParallelism } from 'node:os';
import { renderFigures } from '../figure/render.ts';
import { prepareFolder } from '../record/folder.ts';
import { encodeJson, type Json } from '../record/json.ts';
import { svgToPng } from '../record/png.ts';
import { writeFiles } from '../record/write.ts';
import { canonicalJson, sha256 } from '../scenario/digest.ts';
import { SpeedComparison } from '../study/engines/comparison.ts';
import { type EqualError, equalError, samplesEverywhere } from '../study/engines/equal-error.ts';
import { ratiosOf } from '../study/engines/ratios.ts';
import { speedFigure } from '../study/engines/speed-figure.ts';
import { type BenchResult, benchText } from './bench-text.ts';
import { clock } from './clock.ts';
import { exitCode } from './exit-code.ts';
import { CommandError } from './failure.ts';
import { machine } from './machine.ts';
import { Peers } from './peers.ts';
import { version } from './version.ts';

export interface BenchOptions {
  readonly out?: string;
  readonly rounds: string;
  readonly quick?: boolean;
  readonly json?: boolean;
}

/** n = 1024 and 128 layers; seconds of each measurement; networks that give the standard error of the paper's main number. */
const full = { width: 1024, layers: 128, seconds: 0.5, networks: 2048 };
const small = { width: 64, layers: 16, seconds: 0.02, networks: 64 };

/** `odepth bench`: how fast every engine is, beside each other, beside other libraries, and beside the paper's own sampling. */
export async function bench(options: BenchOptions): Promise<number> {
  const size = options.quick ? small : full;
  const rounds = options.quick ? 1 : roundCount(options.rounds);
  if (options.out !== undefined) await prepareFolder(options.out);
  const startedAt = new Date().toISOString();
  const comparison = await SpeedComparison.prepare(size);
  const peers = new Peers(size);
  for (let round = 1; round <= rounds; round++) {
    await comparison.round(clock, (done, of) => say(`round ${round} of ${rounds}, ${done} of ${of}`));
    say(`round ${round} of ${rounds}, other libraries`);
    await peers.round();
  }
  say("the paper's main sampling");
  const workers = Math.min(2, availableParallelism());
  const equal: EqualError[] = [];
  for (const precision of ['float64', 'float32'] as const) {
    if (await samplesEverywhere(precision))
      equal.push(await equalError(precision, size.networks, 4 * size.seconds, clock, { workers }));
  }
  say('');
  const rows = comparison.rows();
  const result: BenchResult = {
    ...{ size: { width: size.width, layers: size.layers }, rounds, rows, leftOut: comparison.leftOut },
    ...{ peers: peers.rows(), missingPeers: peers.missing, ratios: ratiosOf(rows, peers.rows()), equalError: equal },
  };
  if (options.out !== undefined) await writeBench(options.out, result, startedAt);
  process.stdout.write(options.json ? encodeJson(asJson(result)) : benchText(result, options.out));
  return exitCode.ok;
}

function roundCount(option: string): number {
  const count = Number(option);
  if (Number.isInteger(count) && count >= 1 && count <= 100) return count;
  throw new CommandError(exitCode.badInput, `odepth: --rounds: expected an integer from 1 to 100, came "${option}".`);
}

/** One redrawn line on a terminal; nothing elsewhere. */
function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
}

/** bench.json, the figure, and the machine in runtime.json. */
async function writeBench(folder: string, result: BenchResult, startedAt: string): Promise<void> {
  const figures = await renderFigures([speedFigure(result.rows, result.peers)], svgToPng);
  const files = new Map<string, Uint8Array | string>([
    ['bench.json', encodeJson(asJson(result))],
    ...figures.flatMap(({ name, vegaLite, svgWide, png }): [string, Uint8Array | string][] => [
      [`figures/${name}.vl.json`, vegaLite],
      [`figures/${name}.svg`, svgWide],
      [`figures/${name}.png`, png],
    ]),
  ]);
  const settings = { size: { ...result.size }, rounds: result.rounds };
  const digest = await sha256(canonicalJson(settings));
  const about = {
    name: 'bench',
    kind: 'bench',
    digest,
    version: version(),
    provenance: { ...settings, complete: true },
  };
  await writeFiles(folder, about, files, { startedAt, ...machine() });
}

function asJson(result: BenchResult): Json {
  return JSON.parse(JSON.stringify(result)) as Json;
}
