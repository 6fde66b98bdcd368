import { type Draft, type ScenarioKind, validOrUndefined } from '../../scenario/kind.ts';
import { trainingComplaint } from '../../scenario/training-messages.ts';
import { seedsOf } from '../repetition-seeds.ts';
import { blockOfField, formsGiven, mergeVariant, type SweepPlace } from './language/merge-variant.ts';
import { resolveClaims } from './language/resolve-claims.ts';
import { resolveVariant } from './language/resolve-variant.ts';
import {
  type ConditionFields,
  type SweptField,
  type TrainingFields,
  trainingSchema,
} from './language/training-schema.ts';
import type { RichnessTrainingScenario, Variant } from './training-scenario.ts';

/** Most networks in one study. */
const mostNetworks = 2000;

/** The language of studies of richness along training. */
export const richnessTrainingKind: ScenarioKind<RichnessTrainingScenario> = {
  kind: 'richness-training',
  summary: 'dynamical richness D_LR and its companions along the training of small networks',
  schema: trainingSchema,
  resolve: resolveRichnessTraining,
};

/** Checks what the schema cannot: one form in each block, conditions that fit them, variants that can be trained, claims. */
async function resolveRichnessTraining(draft: Draft): Promise<RichnessTrainingScenario | null> {
  const { shape } = trainingSchema;
  const field = (name: keyof typeof shape) => draft.value[name];
  let good = true;
  const refuse: Draft['refuse'] = (path, words) => {
    good = false;
    draft.refuse(path, words);
  };
  const blocks = {
    task: validOrUndefined(shape.task, field('task')),
    network: validOrUndefined(shape.network, field('network')),
    training: validOrUndefined(shape.training, field('training')),
  };
  const conditions = validOrUndefined(shape.conditions, field('conditions')) ?? [];
  for (const name of ['task', 'network'] as const) {
    const block = blocks[name];
    if (!block) continue;
    const forms = formsGiven(block);
    if (forms.length !== 1) refuse([name], trainingComplaint.notOneOf(Object.keys(shape[name].shape), forms));
    else checkConditions(refuse, name, forms[0]!, conditions);
  }
  checkNames(refuse, conditions);
  const sweep = sweepOf(refuse, validOrUndefined(shape.sweep, field('sweep')), blocks);
  const { task, network, training } = blocks;
  if (!good || !task || !network || !training) return null;
  const variants = variantsOf(refuse, { task, network, training }, conditions, sweep);
  const seeds = validOrUndefined(shape.seeds, field('seeds'));
  if (seeds !== undefined && variants.length * seeds > mostNetworks)
    refuse(['seeds'], trainingComplaint.tooManyNetworks(mostNetworks, variants.length * seeds));
  const whole = validOrUndefined(trainingSchema, draft.value);
  if (!whole || !good) return null;
  const names = conditions.length > 0 ? conditions.map(({ name }) => name) : [''];
  const study = { conditions: names, sweep, variants };
  const claims = resolveClaims(refuse, whole.claims, study);
  const { format, kind, name, purpose, seed, measure } = whole;
  if (!good) return null;
  return { format, kind, name, purpose, seed, ...study, measure, seeds: await seedsOf(seed, whole.seeds), claims };
}

function checkConditions(
  refuse: Draft['refuse'],
  block: 'task' | 'network',
  form: string,
  conditions: readonly ConditionFields[],
): void {
  for (const [i, condition] of conditions.entries()) {
    for (const other of formsGiven(condition[block] ?? {})) {
      if (other !== form) refuse(['conditions', i, block, other], trainingComplaint.otherForm(form, other));
    }
  }
}

function checkNames(refuse: Draft['refuse'], conditions: readonly ConditionFields[]): void {
  for (const [i, { name }] of conditions.entries()) {
    if (conditions.findIndex((other) => other.name === name) < i)
      refuse(['conditions', i, 'name'], trainingComplaint.repeatedName(name));
  }
}

type Blocks = { readonly [Name in 'task' | 'network' | 'training']: TrainingFields[Name] | undefined };

/** The one field that is swept, if any. */
function sweepOf(
  refuse: Draft['refuse'],
  fields: TrainingFields['sweep'],
  blocks: Blocks,
): { readonly field: SweptField; readonly values: readonly number[] } | null {
  if (fields === undefined) return null;
  const names = formsGiven(fields) as SweptField[];
  if (names.length !== 1) {
    refuse(['sweep'], trainingComplaint.notSwept(Object.keys(blockOfField), names));
    return null;
  }
  const field = names[0]!;
  const values = fields[field]!;
  for (const [i, value] of values.entries()) {
    if (i > 0 && value <= values[i - 1]!)
      refuse(['sweep', field, i], trainingComplaint.notAscending(values[i - 1]!, value));
  }
  const block = blockOfField[field];
  const own = blocks[block];
  if (block !== 'training' && own) {
    const forms = formsGiven(own);
    const has = trainingSchema.shape[block].shape as Readonly<Record<string, { unwrap(): { shape: object } }>>;
    if (forms.length === 1 && !(field in has[forms[0]!]!.unwrap().shape))
      refuse(['sweep', field], trainingComplaint.noPlace(field, forms));
  }
  return { field, values };
}

/** Every condition at every swept value; of several complaints at one place the first is enough. */
function variantsOf(
  refuse: Draft['refuse'],
  blocks: Pick<TrainingFields, 'task' | 'network' | 'training'>,
  conditions: readonly ConditionFields[],
  sweep: { readonly field: SweptField; readonly values: readonly number[] } | null,
): Variant[] {
  const said = new Set<string>();
  const once: Draft['refuse'] = (path, words) => {
    const place = JSON.stringify([path, words]);
    if (!said.has(place)) refuse(path, words);
    said.add(place);
  };
  const named: readonly (ConditionFields | null)[] = conditions.length > 0 ? conditions : [null];
  const places: readonly (SweepPlace | null)[] = sweep?.values.map((value) => ({ field: sweep.field, value })) ?? [
    null,
  ];
  return named.flatMap((condition, i) =>
    places.flatMap((place): Variant[] => {
      const resolved = resolveVariant(once, mergeVariant(blocks, condition, i, place));
      if (resolved === null) return [];
      const name = condition?.name ?? '';
      return [{ label: labelOf(name, place), condition: name, value: place?.value ?? null, ...resolved }];
    }),
  );
}

/** "last layer only, learningRate = 0.1": of a condition, of a swept value, or of both; "all" of neither. */
function labelOf(condition: string, place: SweepPlace | null): string {
  const parts = [...(condition === '' ? [] : [condition]), ...(place ? [`${place.field} = ${place.value}`] : [])];
  return parts.length > 0 ? parts.join(', ') : 'all';
}
