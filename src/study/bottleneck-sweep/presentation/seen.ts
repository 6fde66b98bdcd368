import { formatDepth, formatNumber, formatPercent } from '../../../figure/format.ts';
import { type SweepData, type SweepLine, seedWords } from './sweep-data.ts';

const short = (value: number) => formatNumber(value, 3);

/** A quantity along a line where it has numbers. */
interface Run {
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** What is seen along one line of the sweep, in one paragraph made of its numbers. */
export function seenParagraph(data: SweepData, line: SweepLine): string {
  const energy = runOf(data, line, 'bottleneckRankFromEnergy');
  if (energy.at.length === 0) return `${lead(line)}No point has numbers.`;
  return [
    `${lead(line)}${rankSentence(data, line)}`,
    ...gapSentence(data, line),
    ...bracketSentences(data, line),
    ...normSentence(data, line),
    ...errorSentence(data, line),
  ].join(' ');
}

function lead({ label }: SweepLine): string {
  return label === '' ? '' : `At ${label}: `;
}

function runOf(data: SweepData, { places }: SweepLine, quantity: string): Run {
  const found = places.flatMap((place, i) => {
    const row = data.read(quantity, place);
    return row ? [{ at: data.values[i]!, value: row.value }] : [];
  });
  return { at: found.map(({ at }) => at), values: found.map(({ value }) => value) };
}

function rankSentence(data: SweepData, line: SweepLine): string {
  const { symbol } = data;
  const energy = runOf(data, line, 'bottleneckRankFromEnergy');
  const cost = runOf(data, line, 'bottleneckRankFromCoi');
  const [first, last] = [energy.at[0]!, energy.at.at(-1)!];
  if (energy.at.length === 1) {
    return `At ${symbol} = ${formatDepth(first)} −2H/L̃ is ${short(energy.values[0]!)} and the least COIᵧ ${short(cost.values[0]!)} (${seedWords(data)}).`;
  }
  const way = ({ values }: Run) => `from ${short(values[0]!)} to ${short(values.at(-1)!)}`;
  return `As ${symbol} goes from ${formatDepth(first)} to ${formatDepth(last)}, −2H/L̃ goes ${way(energy)} and the least COIᵧ ${way(cost)} (${seedWords(data)}).`;
}

function gapSentence(data: SweepData, line: SweepLine): string[] {
  const { at, values } = runOf(data, line, 'bottleneckGap');
  if (at.length < 2) return [];
  const least = values.indexOf(Math.min(...values));
  return [
    `The gap between them goes from ${short(values[0]!)} to ${short(values.at(-1)!)} and is least at ${data.symbol} = ${formatDepth(at[least]!)}: ${short(values[least]!)}.`,
  ];
}

function bracketSentences(data: SweepData, line: SweepLine): string[] {
  const { teacherRank, symbol } = data;
  if (teacherRank === null) return [];
  const energy = runOf(data, line, 'bottleneckRankFromEnergy');
  const cost = runOf(data, line, 'bottleneckRankFromCoi');
  const places = energy.at.map((at, i) => ({
    at,
    above: energy.values[i]! - teacherRank,
    below: teacherRank - cost.values[i]!,
  }));
  const list = (chosen: readonly { readonly at: number }[]) => chosen.map(({ at }) => formatDepth(at)).join(', ');
  const over = places.filter(({ above }) => above > 0);
  const under = places.filter(({ below }) => below > 0);
  const inside = places.filter(({ above, below }) => above <= 0 && below <= 0);
  const everywhere = inside.length === places.length;
  return [
    inside.length === 0
      ? `Nowhere do they bracket k* = ${teacherRank}, the rank of the teacher.`
      : `They bracket k* = ${teacherRank}, the rank of the teacher, ${everywhere ? 'at every one of these points' : `at ${symbol} = ${list(inside)}`}.`,
    ...(over.length > 0
      ? [
          `−2H/L̃ exceeds k* at ${symbol} = ${list(over)}, by up to ${short(Math.max(...over.map(({ above }) => above)))}.`,
        ]
      : []),
    ...(under.length > 0
      ? [
          `The least COIᵧ falls short of k* at ${symbol} = ${list(under)}, by up to ${short(Math.max(...under.map(({ below }) => below)))}.`,
        ]
      : []),
  ];
}

function normSentence(data: SweepData, line: SweepLine): string[] {
  const names = [
    ['ℓ', 'pathLength'],
    ['max ‖B‖', 'largestMomentumNorm'],
    ['max ‖Bσ(A)ᵀ‖', 'largestMomentumProduct'],
  ] as const;
  const parts = names.flatMap(([symbol, quantity]) => {
    const { values } = runOf(data, line, quantity);
    return values.length > 1
      ? [
          `${symbol} between ${short(Math.min(...values))} and ${short(Math.max(...values))}, ${short(values.at(-1)!)} at the end`,
        ]
      : [];
  });
  return parts.length > 0 ? [`Over the sweep ${parts.join('; ')}.`] : [];
}

function errorSentence(data: SweepData, line: SweepLine): string[] {
  const { at, values } = runOf(data, line, 'testError');
  if (at.length < 2) return [];
  const least = values.indexOf(Math.min(...values));
  return [`The test error is least at ${data.symbol} = ${formatDepth(at[least]!)}: ${short(values[least]!)}.`];
}

/** How far the problems are solved, over all points. */
export function qualitySentence(data: SweepData): string {
  const { points } = data;
  const largest = (quantity: string) =>
    Math.max(
      ...data.lines.flatMap(({ places }) =>
        places.flatMap((place) => data.seeds(quantity, place).map(({ value }) => value)),
      ),
    );
  const converged = points.filter((point) => point.converged).length;
  const usable = points.filter((point) => point.usable).length;
  const missing = usable < points.length ? ` ${points.length - usable} have no finite solution and are left out.` : '';
  if (usable === 0) return `None of ${points.length} problems has a finite solution.`;
  return `${converged} of ${points.length} problems are solved to their tolerance; the largest stationarity is ${short(largest('stationarity'))}, and H drifts by up to ${formatPercent(largest('hamiltonianDrift'))} along a path.${missing}`;
}
