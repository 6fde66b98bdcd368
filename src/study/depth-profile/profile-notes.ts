import { formatNumber } from '../../figure/format.ts';
import type { DepthProfileScenario } from './depth-scenario.ts';
import type { StreamResult } from './profile.ts';
import { isSampled } from './scenario.ts';

/** What a reader must know beside the numbers. */
export function profileNotes(
  results: readonly StreamResult[],
  { streams, samples, centred, costOfIdentity, richness }: DepthProfileScenario,
): string[] {
  const notes = results.flatMap((result) => result.notes);
  notes.push(...results.flatMap(biasNotes));
  for (const stream of streams) {
    if (stream.from === 'record')
      notes.push(
        `${stream.label}: numbers of the record ${stream.record.name}, with the centring and errors of that study.`,
      );
    if (!isSampled(stream)) continue;
    const used = Math.min(stream.samples, samples ?? stream.samples);
    if (used < stream.samples)
      notes.push(`${stream.label}: ${used} of ${stream.samples} samples are used, chosen at random.`);
    if ((costOfIdentity || richness) && stream.positions !== null)
      notes.push(`${stream.label}: neither cost of identity nor D_LR, since samples have positions.`);
    if (used <= stream.width)
      notes.push(
        `${stream.label}: ${used} samples of width ${stream.width} span at most ${centred ? used - 1 : used} directions, so that ranks are those of these samples, not of their law; more samples make them larger.`,
      );
  }
  return notes;
}

/** Biases below this part of a rank are rounding. */
const leastBias = 1e-6;

/** Where the effective rank is biased by more than its standard error, at the layer where that is worst. */
function biasNotes({ label, profiles }: StreamResult): string[] {
  return profiles.flatMap(({ scope, ranks, bias }) => {
    const layers = (bias ?? []).flatMap((own, layer) => {
      const { value, error } = ranks.effectiveRank[layer]!;
      return Math.abs(own) > Math.max(error, leastBias * value) ? [{ own, layer, value }] : [];
    });
    if (layers.length === 0) return [];
    const { own, layer, value } = layers.reduce((worst, one) =>
      Math.abs(one.own) > Math.abs(worst.own) ? one : worst,
    );
    const name = scope === 'pooled' ? `${label}, positions pooled` : label;
    return [
      `${name}: effective ranks of ${layers.length} of ${ranks.effectiveRank.length} layers are biased by more than their standard errors, ${formatNumber(value, 4)} at layer ${layer} by about ${formatNumber(own, 2)}: samples are finite. More of them make it less.`,
    ];
  });
}
