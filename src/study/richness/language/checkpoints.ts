import { fileBeside } from '../../../scenario/file-beside.ts';
import type { Complaint } from '../../../scenario/issue.ts';
import type { ArrayAccess } from '../../../scenario/kind.ts';
import { richnessComplaint } from '../../../scenario/richness-messages.ts';
import { Refused } from '../../kernel/language/refused.ts';
import type { Checkpoint, GivenArray } from '../richness-scenario.ts';
import { type ArrayField, fileWords, givenArray } from './given-array.ts';
import type { RichnessFields } from './richness-schema.ts';

type Names = Pick<RichnessFields['data'], 'features' | 'outputs'>;

const mostSteps = 10_000;

/** Features and outputs, of one network or of several training steps. Complaints are about fields of `data`. */
export async function givenCheckpoints(names: Names, access: ArrayAccess | undefined): Promise<Checkpoint[] | Refused> {
  const stars = { features: names.features.split('*').length - 1, outputs: names.outputs.split('*').length - 1 };
  if (stars.features === 0 && stars.outputs === 0) {
    const one = await checkpoint(names, null, access);
    return one instanceof Refused ? one : [one];
  }
  for (const field of ['features', 'outputs'] as const) {
    if (stars[field] > 1) return refuse(field, richnessComplaint.notOneStar(names[field]));
    const other = field === 'features' ? 'outputs' : 'features';
    if (stars[field] === 0) return refuse(field, richnessComplaint.starAlone(other, field));
  }
  const steps = await matchedSteps(names.features, access);
  if (steps instanceof Refused) return steps;
  const checkpoints: Checkpoint[] = [];
  for (const { text, step } of steps) {
    const own = { features: names.features.replace('*', text), outputs: names.outputs.replace('*', text) };
    const one = await checkpoint(own, step, access);
    if (one instanceof Refused) return one;
    checkpoints.push(one);
  }
  return checkpoints;
}

interface MatchedStep {
  readonly text: string;
  readonly step: number;
}

/** What stands for the * in the names that match, by the last number in it. */
async function matchedSteps(pattern: string, access: ArrayAccess | undefined): Promise<MatchedStep[] | Refused> {
  const file = pattern.replace(/(\.npz):[^:/\\]*$/, '$1');
  if (!file.includes('*')) return refuse('features', richnessComplaint.notOneStar(pattern));
  const answer = await fileBeside(file, access && ((name) => access.match(name)), fileWords('features'));
  if ('refused' in answer) return refuse('features', answer.refused);
  const texts = answer.content;
  if (texts.length === 0) return refuse('features', richnessComplaint.noMatch(pattern));
  if (texts.length === 1)
    return refuse('features', richnessComplaint.oneMatch(pattern, pattern.replace('*', texts[0]!)));
  if (texts.length > mostSteps) return refuse('features', richnessComplaint.manySteps(mostSteps, texts.length));
  const steps: MatchedStep[] = [];
  for (const text of texts) {
    const number = /(\d{1,15})\D*$/.exec(text)?.[1];
    if (number === undefined) return refuse('features', richnessComplaint.noStep(pattern.replace('*', text)));
    steps.push({ text, step: Number(number) });
  }
  steps.sort((a, b) => a.step - b.step);
  const twice = steps.findIndex(({ step }, i) => i > 0 && step === steps[i - 1]!.step);
  if (twice < 0) return steps;
  const [first, second] = [steps[twice - 1]!, steps[twice]!];
  const name = ({ text }: MatchedStep) => pattern.replace('*', text);
  return refuse('features', richnessComplaint.sameStep(second.step, name(first), name(second)));
}

async function checkpoint(
  names: Names,
  step: number | null,
  access: ArrayAccess | undefined,
): Promise<Checkpoint | Refused> {
  const found: Partial<Record<keyof Names, GivenArray>> = {};
  for (const field of ['features', 'outputs'] as const) {
    const array = await givenArray(field, names[field], access);
    if (array instanceof Refused) return refuse(field, array.complaints[0]!.words);
    found[field] = array;
  }
  return { step, features: found.features!, outputs: found.outputs! };
}

function refuse(field: ArrayField, words: Complaint): Refused {
  return new Refused({ path: [field], words });
}
