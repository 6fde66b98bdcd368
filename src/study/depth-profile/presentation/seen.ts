import { formatNumber, formatPercent, formatWithError } from '../../../figure/format.ts';
import type { ReportSection } from '../../../figure/report.ts';
import type { ProfileStream } from '../depth-scenario.ts';
import type { Scope } from '../quantities.ts';
import type { ProfileData } from './profile-data.ts';
import { comparisonTable, comparisonWords, layerTable } from './tables.ts';

/** Standard errors that make a change clear. */
const confidence = 2;
/** Changes of a rank below this part of it are rounding of float32. */
const rounding = 1e-6;

/** What was measured, in sentences made of its numbers. */
export function seenSection(data: ProfileData): ReportSection {
  const [first] = data.streams as [ProfileStream];
  const several = data.streams.length > 1 || data.hasPositions(first);
  return {
    title: 'What is seen',
    tables: several ? [comparisonTable(data)] : [layerTable(data, first), comparisonTable(data)],
    sentences: [
      comparisonWords,
      ...data.streams.flatMap((stream) => [
        rankSentence(data, stream, ''),
        ...(data.hasPositions(stream) ? [rankSentence(data, stream, 'pooled')] : []),
        ...turningSentence(data, stream),
        ...bottleneckSentence(data, stream),
      ]),
      ...plateauComparison(data),
    ],
  };
}

function rankSentence(data: ProfileData, stream: ProfileStream, scope: Scope): string {
  const ranks = data.layers(stream, scope, 'effectiveRank');
  const name = scope === 'pooled' ? `${stream.label}, all positions together` : stream.label;
  const number = (layer: number) => formatWithError(ranks[layer]!.value, ranks[layer]!.error);
  const last = ranks.length - 1;
  const fall = data.at(stream, scope, 'orderParameter')!;
  const clear = Math.abs(fall.value) > confidence * fall.error && Math.abs(fall.value) > rounding * ranks[0]!.value;
  const course = !clear ? 'which is no clear change' : fall.value > 0 ? 'a fall' : 'a rise';
  const steps = ranks.slice(1).map(({ value }, i) => value - ranks[i]!.value);
  const along = steps.every((step) => step <= 0)
    ? 'at no layer does it rise'
    : steps.every((step) => step >= 0)
      ? 'at no layer does it fall'
      : extremes(data, stream, scope);
  return `${name}: the effective rank goes from ${number(0)} to ${number(last)}, ${course} of ${formatWithError(Math.abs(fall.value), fall.error)}; ${along}. ${steepest(steps, ranks)}`;
}

function extremes(data: ProfileData, stream: ProfileStream, scope: Scope): string {
  const ranks = data.layers(stream, scope, 'effectiveRank');
  const values = ranks.map(({ value }) => value);
  const [least, most] = [values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values))];
  const at = (layer: number) => `${formatNumber(values[layer]!, 4)} at depth ${formatNumber(ranks[layer]!.t, 2)}`;
  return `on its way it is least, ${at(least)}, and largest, ${at(most)}`;
}

/** Where most of the change in one direction happens. */
function steepest(steps: readonly number[], ranks: readonly { readonly t: number }[]): string {
  const total = steps.reduce((sum, step) => sum + Math.abs(step), 0);
  if (!(total > 0)) return '';
  const largest = steps.reduce((best, step, i) => (Math.abs(step) > Math.abs(steps[best]!) ? i : best), 0);
  const change = steps[largest]!;
  return `Its largest step, ${change > 0 ? '+' : '−'}${formatNumber(Math.abs(change), 3)}, is from layer ${largest} to ${largest + 1} (depth ${formatNumber(ranks[largest]!.t, 2)} to ${formatNumber(ranks[largest + 1]!.t, 2)}).`;
}

function turningSentence(data: ProfileData, stream: ProfileStream): string[] {
  const turning = data.at(stream, '', 'turning');
  if (turning?.value === 0) return [`${stream.label}: its kernel is the same at every layer but for scale.`];
  const half = data.at(stream, '', 'halfTurning');
  if (!turning || !half) return [];
  const plateau = data.plateau(stream);
  const part = formatNumber(data.scenario.plateau, 2);
  const where = plateau
    ? `The longest stretch below ${part} of its mean speed is from depth ${formatNumber(plateau.from, 2)} to ${formatNumber(plateau.to, 2)}: ${formatPercent(plateau.to - plateau.from)} of the depth with ${formatPercent(plateau.part)} of the turning.`
    : `Nowhere is it slower than ${part} of its mean speed: there is no plateau.`;
  return [
    `${stream.label}: its kernel turns by ${formatWithError(turning.value, turning.error)} rad in all, half of it in ${formatPercent(half.value)} of the depth. ${where}`,
  ];
}

/** How fast a stream turns where its rank is least. */
function bottleneckSentence(data: ProfileData, stream: ProfileStream): string[] {
  const ranks = data.layers(stream, '', 'effectiveRank');
  const speeds = data.speeds(stream, '');
  const mean = data.at(stream, '', 'turning')?.value;
  if (speeds.length === 0 || !mean) return [];
  const least = ranks.reduce((best, { value }, i) => (value < ranks[best]!.value ? i : best), 0);
  const around = [least - 1, least].filter((i) => i >= 0 && i < ranks.length - 1).map((i) => speeds[i]!.value);
  const speed = around.reduce((sum, value) => sum + value, 0) / around.length;
  return [
    `Where its effective rank is least, at depth ${formatNumber(ranks[least]!.t, 2)}, ${stream.label} turns at ${formatNumber(speed / mean, 2)} of its mean speed.`,
  ];
}

function plateauComparison(data: ProfileData): string[] {
  if (data.streams.length < 2) return [];
  const found = data.streams.flatMap((stream) => {
    const plateau = data.plateau(stream);
    return plateau ? [{ label: stream.label, length: plateau.to - plateau.from }] : [];
  });
  if (found.length === 0) return ['None of the streams has a plateau.'];
  const ordered = [...found].sort((a, b) => b.length - a.length);
  const list = ordered.map(({ label, length }) => `${label} ${formatPercent(length)}`).join(', ');
  const none = data.streams.length - found.length;
  return [`Plateaus by their part of the depth: ${list}${none > 0 ? `; ${none} without one` : ''}.`];
}
