import { formatErrors, formatNumber, formatWithError } from '../../../figure/format.ts';
import type { ReportSection } from '../../../figure/report.ts';
import { combinedError } from '../../../record/series.ts';
import { initialMark } from '../richness-rows.ts';
import type { Measured, Network, RichnessData } from './richness-data.ts';
import { measuresTable, seriesTable } from './tables.ts';

/** What was measured, in sentences made of its numbers. */
export function seenSection(data: RichnessData): ReportSection {
  return {
    title: 'What is measured',
    tables: [measuresTable(data), ...(data.isSeries ? [seriesTable(data)] : [])],
    sentences: [scaleSentence(data), ...changeSentence(data), ...utilisationSentence(data), ...collapseSentence(data)],
  };
}

const text = ({ value, error }: Measured) => formatWithError(value, error);

/** D_LR beside the values that are known beforehand. */
function scaleSentence(data: RichnessData): string {
  const measured = data.richness(data.last)!;
  const rank = data.at('rank', data.last)!.value;
  const features = data.scenario.checkpoints.at(-1)!.features.shape[1];
  const isotropic = 1 - Math.sqrt(Math.min(1, rank / features));
  return `D_LR = ${text(measured)}: 0 where the features span the outputs and nothing else, ${formatNumber(isotropic, 3)} where all ${features} features were equally strong and independent (1 − √(r/p), r = ${rank}).`;
}

function changeSentence(data: RichnessData): string[] {
  const before: Network = data.at('D_LR', initialMark, data.scenario.estimator) ? initialMark : data.steps[0]!;
  const [from, to] = [data.richness(before), data.richness(data.last)];
  if (before === data.last || !from || !to) return [];
  const difference = to.value - from.value;
  const error = combinedError(from.error, to.error);
  return [
    `From the network ${data.name(before)} to ${data.name(data.last)} D_LR goes from ${text(from)} to ${text(to)}: ${difference < 0 ? 'richer' : 'lazier'}${error > 0 ? `, ${formatErrors(difference / error)} standard errors as if both were independent; rows are the same, so the difference is known better than that` : ''}.`,
  ];
}

function utilisationSentence(data: RichnessData): string[] {
  const rank = data.at('rank', data.last)!.value;
  const utilisation = data.family('utilisation', data.last)[rank - 1];
  if (!utilisation) return [];
  return [
    `The first ${rank} features of the spectrum, as many as the outputs have rank, hold ${text(utilisation)} of the squared output: 1 where the last layer uses the strongest features and no others.`,
  ];
}

function collapseSentence(data: RichnessData): string[] {
  const variability = data.at('NC1', data.last);
  if (!variability) return [];
  return [
    `NC1 = ${text(variability)}. D_LR = 0 implies collapse (NC1 = NC2 = 0) for balanced classes that are fitted; collapse does not imply a small D_LR.`,
  ];
}
