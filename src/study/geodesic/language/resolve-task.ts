import { ExpressionError } from '../../../model/expression/error.ts';
import { TaskError } from '../../../model/task-error.ts';
import { dataComplaint } from '../../../scenario/geodesic-messages.ts';
import type { Draft } from '../../../scenario/kind.ts';
import { orRefuse } from '../../kernel/language/refused.ts';
import type { ResolvedTask } from '../geodesic-scenario.ts';
import { taskOf, taskShape } from '../task-of-scenario.ts';
import { givenData } from './given-data.ts';
import type { TaskFields } from './task-schema.ts';

/** Most numbers in inputs and targets together: 32 MB. */
const mostNumbers = 2 ** 22;
/** Most characters in all expressions together. */
const mostCharacters = 50_000;

const forms = ['teacher', 'target', 'data'] as const;

/**
 * The data of a scenario, with files read and every check made that needs no training; null when refused. Expressions
 * and given data are evaluated and transformed once, so that what cannot be used is refused here.
 */
export async function resolveTask(draft: Draft, fields: TaskFields, seed: string): Promise<ResolvedTask | null> {
  const given = forms.filter((form) => fields[form] !== undefined);
  const form = given[0];
  if (form === undefined || given.length > 1) {
    draft.refuse(['task'], dataComplaint.notOneOf(forms, given));
    return null;
  }
  const task = fieldsBelong(draft, fields, form) ? await taskOfForm(draft, fields, form) : null;
  if (task === null || !sizesFit(draft, task)) return null;
  return form === 'teacher' || (await isUsable(draft, task, seed)) ? task : null;
}

/** Refuses fields of other forms and asks for those of this one. */
function fieldsBelong(draft: Draft, fields: TaskFields, form: (typeof forms)[number]): boolean {
  const needs = { teacher: ['train'], target: ['train', 'dimension'], data: [] as string[] }[form];
  let complete = true;
  for (const field of ['train', 'dimension'] as const) {
    const there = fields[field] !== undefined;
    if (there === needs.includes(field)) continue;
    complete = false;
    if (there) draft.refuse(['task', field], dataComplaint.pointless(field, form));
    else draft.refuse(['task'], dataComplaint.missing(field, form));
  }
  return complete;
}

async function taskOfForm(
  draft: Draft,
  fields: TaskFields,
  form: (typeof forms)[number],
): Promise<ResolvedTask | null> {
  const { teacher, target, test, centre, normalise } = fields;
  if (form === 'data') {
    const data = orRefuse(draft, ['task', 'data'], await givenData(fields.data!, draft.readArrays));
    return data && { data, test, centre, normalise };
  }
  const train = fields.train!;
  if (form === 'target') return { target: target!, dimension: fields.dimension!, train, test, centre, normalise };
  if ('resnet' in teacher!) {
    const { layers, effectiveDepth } = teacher.resnet;
    if (!(layers > effectiveDepth)) {
      draft.refuse(['task', 'teacher', 'resnet', 'layers'], dataComplaint.leakyTeacher(effectiveDepth, layers));
      return null;
    }
  }
  return { teacher: teacher!, train, test, centre, normalise };
}

function sizesFit(draft: Draft, task: ResolvedTask): boolean {
  const { points, inputs, targets } = taskShape(task);
  let all = points + task.test;
  if ('data' in task) {
    const { testInputs } = task.data;
    if (testInputs !== null && task.test > 0) {
      draft.refuse(['task', 'test'], dataComplaint.testTwice('testInputs or Xtest'));
      return false;
    }
    if (points < 1) {
      draft.refuse(['task', 'test'], dataComplaint.holdOutAll(points + task.test, task.test));
      return false;
    }
    all += testInputs?.shape[0] ?? 0;
  }
  const numbers = all * (inputs + targets);
  if (numbers <= mostNumbers) return true;
  draft.refuse(['task'], dataComplaint.tooLarge(mostNumbers, numbers));
  return false;
}

async function isUsable(draft: Draft, task: ResolvedTask, seed: string): Promise<boolean> {
  if ('target' in task && !(await areExpressions(draft, task.target, task.dimension))) return false;
  try {
    await taskOf(task, seed);
    return true;
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    if (typeof error.subject === 'object') {
      draft.refuse(['task', 'target', error.subject.target], dataComplaint.notNumber(error.message));
    } else {
      draft.refuse(['task', 'target' in task ? 'target' : 'data'], dataComplaint.unusable(error.message));
    }
    return false;
  }
}

async function areExpressions(draft: Draft, target: readonly string[], dimension: number): Promise<boolean> {
  const characters = target.reduce((sum, text) => sum + text.length, 0);
  if (characters > mostCharacters) {
    draft.refuse(['task', 'target'], dataComplaint.longTargets(mostCharacters, characters));
    return false;
  }
  const { parseTarget } = await import('../../../model/target-expression.ts');
  let good = true;
  for (const [row, text] of target.entries()) {
    try {
      await parseTarget(text, dimension);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      draft.refuse(['task', 'target', row], dataComplaint.badTarget(dimension, error.message), error.offset);
      good = false;
    }
  }
  return good;
}
