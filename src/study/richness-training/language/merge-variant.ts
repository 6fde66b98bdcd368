import type { Path } from '../../../scenario/located.ts';
import type { ConditionFields, SweptField, TrainingFields } from './training-schema.ts';

type Block = Readonly<Record<string, unknown>>;

/** The swept field at one of its values. */
export interface SweepPlace {
  readonly field: SweptField;
  readonly value: number;
}

/** One form of a block, with where each of its fields stands. */
export interface MergedBlock {
  readonly form: string;
  readonly fields: Block;
  /** The place of a field: under the sweep, in the condition, or in the block itself. */
  place(field: string): Path;
}

export interface MergedVariant {
  readonly task: MergedBlock;
  readonly network: MergedBlock;
  readonly training: MergedBlock;
}

/** Names of the forms that a block of optional forms has. */
export function formsGiven(block: Block): string[] {
  return Object.keys(block).filter((name) => block[name] !== undefined);
}

/** Which block of the scenario has a swept field. */
export const blockOfField: Readonly<Record<SweptField, 'task' | 'network' | 'training'>> = {
  ...{ learningRate: 'training', weightDecay: 'training', targetScale: 'training' },
  ...{ shuffleLabels: 'task', trainFraction: 'task' },
  ...{ initialScale: 'network', outputScale: 'network' },
};

/**
 * The fields of one variant: those of the scenario, with those of a condition and the swept value in their place. Forms
 * must have been checked: one in each block, the condition's the same.
 */
export function mergeVariant(
  fields: Pick<TrainingFields, 'task' | 'network' | 'training'>,
  condition: ConditionFields | null,
  at: number,
  sweep: SweepPlace | null,
): MergedVariant {
  const merged = (block: 'task' | 'network' | 'training'): MergedBlock => {
    const form = block === 'training' ? '' : formsGiven(fields[block])[0]!;
    const inner = (whole: Block): Block => (form === '' ? whole : ((whole[form] ?? {}) as Block));
    const changes = inner((condition?.[block] ?? {}) as Block);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const swept = sweep && blockOfField[sweep.field] === block ? { [sweep.field]: sweep.value } : {};
    const below = form === '' ? [] : [form];
    // Steps and epochs say the same thing: the later word counts.
    const base = { ...inner(fields[block] as Block) };
    if ('steps' in given || 'epochs' in given) for (const name of ['steps', 'epochs']) delete base[name];
    return {
      form,
      fields: { ...base, ...given, ...swept },
      place: (field) => {
        if (field in swept) return ['sweep', field];
        if (field in given) return ['conditions', at, block, ...below, field];
        return [block, ...below, field];
      },
    };
  };
  return { task: merged('task'), network: merged('network'), training: merged('training') };
}
