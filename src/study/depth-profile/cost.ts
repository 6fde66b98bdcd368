import { referenceText } from '../../record/array-reference.ts';
import { roughBytes, roughTime } from '../cost-text.ts';
import type { CostPrediction } from '../host.ts';
import type { DepthProfileScenario, ProfileStream } from './depth-scenario.ts';
import { momentBytes } from './reading/profile-task.ts';
import { positionsTogether, profileWork } from './reading/read-profile.ts';
import { isSampled } from './scenario.ts';

/** Multiply–adds a second of one core in moments, in eigenvalues and in networks drawn: measured, rounded down. */
const momentRate = 2e9;
const eigenRate = 1e9;
const networkRate = 1e9;
/** Multiply–adds of an eigenvalue decomposition of a d × d matrix, over d³. */
const eigenWork = 1.5;
/** Memory of a program that does nothing yet, bytes. */
const idle = 2 ** 27;
/** Memory above which a run is refused, bytes. */
const memoryLimit = 8 * 2 ** 30;

/** Work and memory of all streams; memory is that of two worker threads with the largest one. */
export function predictCost(scenario: DepthProfileScenario): CostPrediction {
  const { streams, blocks, samples, centred } = scenario;
  const seconds = streams.reduce(
    (sum, stream) => sum + secondsOf(stream, blocks, samples) + moreSeconds(stream, scenario),
    0,
  );
  const sampled = streams.filter(isSampled);
  const bytes = sampled.map((stream) => {
    const together = Math.min(stream.positions ?? 1, positionsTogether(stream, blocks));
    return idle + 2 * (together * (blocks + 3) * momentBytes(stream.width) + 6 * 8 * stream.width ** 2);
  });
  const most = Math.max(idle, ...bytes);
  const wide = Math.max(0, ...sampled.map(({ width }) => width));
  return {
    seconds,
    lines: [
      ...streams.map(lineOf),
      `${centred ? 'centred' : 'uncentred'} ranks, ${blocks} blocks of samples; about ${roughTime(seconds)} of one core, at most ${roughBytes(most)} with two workers`,
    ],
    refusals:
      most > memoryLimit
        ? [
            `the moments of ${wide} columns in ${blocks} blocks would need about ${roughBytes(most)}; the limit is ${roughBytes(memoryLimit)}. Take fewer blocks, or save a part of the columns.`,
          ]
        : [],
  };
}

function secondsOf(stream: ProfileStream, blocks: number, samples: number | null): number {
  if (stream.from === 'random') {
    const { ensemble, inputs, networks, layers } = stream;
    return (networks * layers * inputs.count * ensemble.width * (ensemble.width * 4)) / networkRate;
  }
  if (!isSampled(stream)) return 0.1;
  const { layers, positions, width } = stream;
  const scopes = positions === null ? 1 : positions + 1;
  return (
    profileWork(stream, samples) / momentRate +
    (2 * layers * scopes * (blocks + 4) * eigenWork * width ** 3) / eigenRate
  );
}

/** Cost of identity and D_LR, with all their deletions. */
function moreSeconds(
  stream: ProfileStream,
  { blocks, samples, costOfIdentity, richness }: DepthProfileScenario,
): number {
  const asked = (costOfIdentity ? 1 : 0) + (richness ? 1 : 0);
  if (stream.from === 'random') {
    const { inputs, networks, layers, ensemble } = stream;
    return (asked * networks * layers * 2 * inputs.count * ensemble.width ** 2) / momentRate;
  }
  if (!isSampled(stream) || stream.positions !== null) return 0;
  const used = Math.min(stream.samples, samples ?? stream.samples);
  return (asked * stream.layers * (blocks + 1) * 2 * used * stream.width ** 2) / momentRate;
}

/** What a stream is, in a line. */
export function lineOf(stream: ProfileStream): string {
  const { label } = stream;
  if (stream.from === 'random') {
    const { ensemble, inputs, networks, layers } = stream;
    return `${label}: ${networks} networks at random weights, ${layers - 1} layers of width ${ensemble.width}, ${inputs.count} inputs`;
  }
  if (stream.from === 'kernel')
    return `${label}: kernel ${stream.kernel.entry} of ${stream.record.name}, ${stream.layers} depths, ${stream.inputs} inputs`;
  if (stream.from === 'record')
    return `${label}: as measured in ${stream.record.name} (${stream.record.kind}), ${stream.layers} layers`;
  const { arrays, layers, samples, positions, width } = stream;
  const files = arrays.length > 1 ? `${arrays.length} files, the first ` : '';
  const each = positions === null ? '' : ` x ${positions} positions`;
  return `${label}: ${files}${referenceText(arrays[0]!)}, ${layers} layers x ${samples} samples${each} x ${width}`;
}
