import * as z from 'zod';
import { geodesicComplaint } from '../../../scenario/geodesic-messages.ts';
import type { Draft } from '../../../scenario/kind.ts';
import { sweepComplaint } from '../../../scenario/sweep-messages.ts';
import { penaltyFields } from '../../geodesic/language/geodesic-schema.ts';
import { modelFields } from '../../geodesic/language/model-schema.ts';
import { orRefuse } from '../../kernel/language/refused.ts';
import { valuesOf } from '../../validity-window/language/sweep-values.ts';
import type { SweepFields } from './sweep-schema.ts';

/** Most problems in a sweep. */
const mostPoints = 1000;

/** The values of both fields, ascending, each once. */
export interface Axes {
  readonly effectiveDepth: readonly number[];
  readonly lambdaOverDepth: readonly number[];
}

/** Where each field is given when it is not swept, and what one value may be. */
const fields = {
  effectiveDepth: { block: 'model', item: modelFields.effectiveDepth },
  lambdaOverDepth: { block: 'penalty', item: penaltyFields.lambdaOverDepth },
} as const;

/** The axes of a sweep: a field that is not swept has the one value of its block. null when refused. */
export async function axesOf(
  draft: Draft,
  sweep: SweepFields['sweep'],
  model: SweepFields['model'],
  penalty: SweepFields['penalty'],
): Promise<Axes | null> {
  const given = { effectiveDepth: model.effectiveDepth, lambdaOverDepth: penalty.lambdaOverDepth };
  if (sweep.effectiveDepth === undefined && sweep.lambdaOverDepth === undefined) {
    draft.refuse(['sweep'], geodesicComplaint.notSwept(Object.keys(fields)));
    return null;
  }
  const effectiveDepth = await axisOf(draft, 'effectiveDepth', sweep.effectiveDepth, given.effectiveDepth);
  const lambdaOverDepth = await axisOf(draft, 'lambdaOverDepth', sweep.lambdaOverDepth, given.lambdaOverDepth);
  if (effectiveDepth === null || lambdaOverDepth === null) return null;
  const count = effectiveDepth.length * lambdaOverDepth.length * sweep.seeds;
  if (count <= mostPoints) return { effectiveDepth, lambdaOverDepth };
  draft.refuse(['sweep'], sweepComplaint.tooManyPoints(mostPoints, count));
  return null;
}

async function axisOf(
  draft: Draft,
  name: keyof typeof fields,
  swept: SweepFields['sweep'][keyof typeof fields],
  alone: number | undefined,
): Promise<readonly number[] | null> {
  const { block, item } = fields[name];
  if (swept === undefined) {
    if (alone !== undefined) return [alone];
    draft.refuse([block], sweepComplaint.notGiven(`${block}.${name}`));
    return null;
  }
  if (alone !== undefined) {
    draft.refuse([block, name], sweepComplaint.sweptTwice(name));
    return null;
  }
  const values = orRefuse(draft, ['sweep', name], await valuesOf<number>(swept));
  for (const value of values ?? []) {
    const checked = z.safeParse(item, value);
    if (checked.success) continue;
    const phrase = checked.error.issues[0]?.message ?? 'another value';
    draft.refuse(['sweep', name], sweepComplaint.badSweptValue(phrase, `${value}`));
    return null;
  }
  return values && [...new Set(values)].sort((a, b) => a - b);
}
