import { formatDepth, formatNumber } from '../../../figure/format.ts';
import type { ReportTable } from '../../../figure/markup.ts';
import type { ReportSection } from '../../../figure/report.ts';
import type { Point } from '../../../figure/series.ts';
import { type FlowData, largestOf, type RecordedPath } from './flow-data.ts';
import { spectrumSentence } from './path-figures.ts';

/** Growth of the error of H from the first half of the depth to the second that counts as drift. */
const drifting = 1.5;
/** Below this errors are rounding, and neither grow nor stay. */
const rounding = 1e-13;

/** One row per integrator: what it cost and how close it came. */
export function integratorTable(data: FlowData): ReportTable {
  const several = data.paths.length > 1;
  const kinks = data.paths.some(({ name }) => data.single('kinks', name) > 0);
  return {
    caption: 'Integrators: work, largest relative error of H, and error of the path where they ended',
    columns: [
      ...['Integrator', 'reached p', 'steps', 'evaluations', 'products', '|ΔH|/|H₀|', 'error of the path'],
      ...(several ? [`difference from ${data.reference.label}`] : []),
      ...(kinks ? ['kinks'] : []),
    ],
    rows: data.paths.map((path) => {
      const { name, label, method } = path;
      const end = (quantity: string) => {
        const last = data.along(quantity, name).at(-1);
        return last ? formatNumber(last.value, 2) : '–';
      };
      const count = (quantity: string) => String(data.single(quantity, name));
      return [
        label,
        formatDepth(data.along('hamiltonian', name).at(-1)?.t ?? 0),
        count('steps'),
        count('evaluations'),
        method === 'odex' ? '–' : count('jacobianProducts'),
        formatNumber(largestOf(data.along('hamiltonianError', name)), 2),
        end('pathError'),
        ...(several ? [name === data.reference.name ? '–' : end('pathDifference')] : []),
        ...(kinks ? [method === 'odex' ? count('kinks') : 'not located'] : []),
      ];
    }),
  };
}

/** What is seen, from the numbers. */
export function flowSection(data: FlowData): ReportSection {
  return {
    title: 'What is seen',
    introduction: pathParagraph(data),
    tables: [integratorTable(data)],
    sentences: [...data.paths.map((path) => energySentence(data, path)), ...bestSentence(data), ...kinkSentences(data)],
  };
}

function pathParagraph(data: FlowData): string {
  const { reference, scenario } = data;
  const { effectiveDepth } = scenario.model;
  const along = (quantity: string) => data.along(quantity, reference.name);
  const [cost, times, weights] = [along('coi'), along('timescale'), along('weightNorm')];
  const last = cost.at(-1);
  if (last === undefined) return 'Nothing was kept.';
  const least = cost.reduce((best, point) => (point.value < best.value ? point : best));
  const inside =
    least === cost[0] || least === last
      ? ''
      : `, least at p = ${formatDepth(least.t)} with ${formatNumber(least.value, 4)}`;
  const energy = (-2 * along('hamiltonian')[0]!.value) / effectiveDepth;
  const range = (points: readonly Point[]) => {
    const values = points.map(({ value }) => value);
    return `${formatNumber(Math.min(...values), 3)} and ${formatNumber(Math.max(...values), 3)}`;
  };
  return (
    `By ${reference.label}, the integrator of least estimated error: up to p = ${formatDepth(last.t)} the representation travels ` +
    `${formatNumber(along('pathLengthFrobenius').at(-1)!.value, 4)} in the Frobenius norm and ${formatNumber(along('pathLength').at(-1)!.value, 4)} in the metric of its kernel. ` +
    `Its cost of identity goes from ${formatNumber(cost[0]!.value, 4)} to ${formatNumber(last.value, 4)}${inside}; −2H/L̃ is ${formatNumber(energy, 4)}. ` +
    `The timescale lies between ${range(times)} (1/L̃ = ${formatNumber(1 / effectiveDepth, 3)}), ‖W‖ between ${range(weights)}. ${spectrumSentence(data).replace('Those of W', 'The singular values of W')}`
  );
}

/** Whether the error of H grows along p. */
function energySentence(data: FlowData, { name, label }: RecordedPath): string {
  const errors = data.along('hamiltonianError', name);
  const last = errors.at(-1)?.t ?? 0;
  const half = (from: number, to: number) => largestOf(errors.filter(({ t }) => t > from && t <= to));
  const [early, late] = [half(0, last / 2), half(last / 2, last)];
  if (errors.length < 2) return `${label}: nothing was reached beyond p = ${formatDepth(last)}.`;
  const start = `${label}: |ΔH|/|H₀| is at most ${formatNumber(late, 2)} in the second half of the depth and ${formatNumber(early, 2)} in the first`;
  if (Math.max(early, late) < rounding) return `${start}: rounding.`;
  if (late > drifting * early) return `${start}: it grows ${formatDepth(Number((late / early).toPrecision(2)))}-fold.`;
  return `${start}: it does not grow.`;
}

function bestSentence(data: FlowData): string[] {
  if (data.paths.length < 2) return [];
  const cost = (path: RecordedPath) => data.single('evaluations', path.name);
  const error = (path: RecordedPath) => largestOf(data.along('hamiltonianError', path.name));
  const least = (of: (path: RecordedPath) => number) =>
    data.paths.reduce((best, path) => (of(path) < of(best) ? path : best));
  const [closest, cheapest] = [least(error), least(cost)];
  const few = closest === cheapest ? 'the fewest' : `the fewest are ${cost(cheapest)}, by ${cheapest.label}`;
  return [`H is kept best by ${closest.label}, with ${cost(closest)} evaluations of the flow, ${few}.`];
}

function kinkSentences(data: FlowData): string[] {
  return data.paths.flatMap(({ name, label }) => {
    const kinks = data.vector(`${name}.kinks.p`);
    if (kinks.length === 0) return [];
    const entries = new Set<string>();
    const pairs = data.array(`${name}.kinks.entry`)?.data ?? [];
    for (let k = 0; k < pairs.length; k += 2) entries.add(`${pairs[k]},${pairs[k + 1]}`);
    const { model } = data.scenario;
    const points = data.array(`${name}.A`)?.shape[2] ?? 0;
    return [
      `${label}: entries of A changed their sign ${kinks.length} times, ${entries.size} of the ${model.width * points} entries among them, first at p = ${formatNumber(kinks[0]!, 4)} and last at p = ${formatNumber(kinks.at(-1)!, 4)}. Each was located inside of its step, and the integration started again there.`,
    ];
  });
}
