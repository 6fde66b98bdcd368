import type { DepthProfileScenario } from './depth-scenario.ts';
import type { StreamResult } from './profile.ts';
import { isSampled } from './scenario.ts';

/** What a reader must know beside the numbers. */
export function profileNotes(
  results: readonly StreamResult[],
  { streams, samples, centred, costOfIdentity, richness }: DepthProfileScenario,
): string[] {
  const notes = results.flatMap((result) => result.notes);
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
