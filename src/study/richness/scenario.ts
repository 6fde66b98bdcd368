import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import { richnessComplaint } from '../../scenario/richness-messages.ts';
import { defaultRichnessSettings } from '../../theory/richness/dynamical-richness.ts';
import { orRefuse } from '../kernel/language/refused.ts';
import { givenCheckpoints } from './language/checkpoints.ts';
import { resolveExpectations } from './language/expectations.ts';
import { type ArrayField, arrayWords, givenArray } from './language/given-array.ts';
import { givenLabels } from './language/given-labels.ts';
import { type RichnessFields, richnessSchema } from './language/richness-schema.ts';
import type { Checkpoint, GivenArray, RichnessScenario } from './richness-scenario.ts';

/** Blocks for standard errors where there are rows enough. */
const usualBlocks = 20;
const leastRows = 4;

/** Singular values of float16 outputs up to this part of the largest can be rounding. */
const halfRankTolerance = 5e-3;

/** The language of studies of measured features. */
export const richnessScenarioKind: ScenarioKind<RichnessScenario> = {
  kind: 'richness',
  summary: 'dynamical richness of the features of a trained network, from arrays that it saved',
  schema: richnessSchema,
  resolve: resolveRichness,
};

/** Checks what the schema cannot: the files, their shapes, labels, training steps; and fills in what follows from them. */
async function resolveRichness(draft: Draft): Promise<RichnessScenario | null> {
  const { shape } = richnessSchema;
  const data = validOrUndefined(shape.data, draft.value['data']);
  const arrays = data ? await resolveArrays(draft, data) : null;
  const whole = validOrUndefined(richnessSchema, draft.value);
  if (!whole || !arrays) return null;
  const { rows, checkpoints } = arrays;
  const most = Math.floor(rows / 2);
  if (whole.blocks !== 'auto' && whole.blocks > most) {
    draft.refuse(['blocks'], richnessComplaint.manyBlocks(most, rows, whole.blocks));
    return null;
  }
  const expect = resolveExpectations(draft.refuse, whole, arrays);
  if (!expect) return null;
  const { format, kind, name, purpose, seed, estimator, spectrum } = whole;
  return {
    ...{ format, kind, name, purpose, seed },
    ...arrays,
    blocks: whole.blocks === 'auto' ? Math.min(usualBlocks, most) : whole.blocks,
    estimator,
    rankTolerance: whole.rankTolerance === 'auto' ? toleranceOf(checkpoints) : whole.rankTolerance,
    spectrum: { ...spectrum, components: Math.min(spectrum.components, checkpoints.at(-1)!.features.shape[1]) },
    expect,
  };
}

type Arrays = Pick<RichnessScenario, 'checkpoints' | 'targets' | 'labels' | 'initial' | 'initialOutputs' | 'rows'>;

async function resolveArrays(draft: Draft, data: RichnessFields['data']): Promise<Arrays | null> {
  const { arrays: access } = draft;
  const checkpoints = orRefuse(draft, ['data'], await givenCheckpoints(data, access));
  let good = checkpoints !== null;
  const refuse = (field: ArrayField | 'rows', words: Parameters<Draft['refuse']>[1]) => {
    good = false;
    draft.refuse(['data', field], words);
  };
  const optional = async (field: Exclude<ArrayField, 'features' | 'outputs'>): Promise<GivenArray | null> => {
    const name = data[field];
    if (name === undefined) return null;
    if (name.includes('*')) {
      refuse(field, richnessComplaint.fixedArray(arrayWords[field]));
      return null;
    }
    const answer = field === 'labels' ? await givenLabels(name, access) : await givenArray(field, name, access);
    const array = orRefuse(draft, ['data', field], answer);
    good &&= array !== null;
    return array;
  };
  const targets = await optional('targets');
  const labels = await optional('labels');
  const initial = await optional('initial');
  const initialOutputs = await optional('initialOutputs');
  if (data.initialOutputs !== undefined && data.initial === undefined)
    refuse('initialOutputs', richnessComplaint.initialAlone());
  if (!checkpoints || !good) return null;

  const [{ features: first }] = checkpoints as [Checkpoint];
  const rows = data.rows ?? first.shape[0];
  const others = { targets, labels, initial, initialOutputs };
  for (const { features, outputs } of checkpoints) {
    sameRows(first, features, 'features', refuse);
    sameRows(first, outputs, 'outputs', refuse);
  }
  for (const [field, array] of Object.entries(others)) if (array) sameRows(first, array, field as ArrayField, refuse);
  const lastOutputs = checkpoints.at(-1)!.outputs;
  if (initialOutputs && initialOutputs.shape[1] !== lastOutputs.shape[1]) {
    const words = [lastOutputs.file, lastOutputs.shape[1], initialOutputs.file, initialOutputs.shape[1]] as const;
    refuse('initialOutputs', richnessComplaint.columns(...words));
  }
  if (first.shape[0] < leastRows) refuse('features', richnessComplaint.fewRows(leastRows, first.shape[0]));
  if (rows > first.shape[0]) refuse('rows', richnessComplaint.moreRows(first.shape[0], rows));
  return good ? { checkpoints, ...others, rows } : null;
}

function sameRows(
  first: GivenArray,
  other: GivenArray,
  field: ArrayField,
  refuse: (field: ArrayField, words: Parameters<Draft['refuse']>[1]) => void,
): void {
  const [rows, came] = [first.shape[0], other.shape[0]];
  const name = ({ file, entry }: GivenArray) => (entry === null ? file : `${file}:${entry}`);
  if (came !== rows) refuse(field, richnessComplaint.rows(name(first), rows, name(other), came));
}

function toleranceOf(checkpoints: readonly Checkpoint[]): number {
  const types = checkpoints.map(({ outputs }) => outputs.type);
  return types.some((type) => type.endsWith('f2')) ? halfRankTolerance : defaultRichnessSettings.rankTolerance;
}
