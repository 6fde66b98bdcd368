import * as z from 'zod';
import type { ActivationSpec } from '../../../model/activation.ts';
import { sweepComplaint } from '../../../scenario/sweep-messages.ts';
import { Refused } from '../../kernel/language/refused.ts';
import { rangeValues } from './range-expression.ts';
import { type SweptField, sweptFields, type windowSchema } from './window-schema.ts';

/** One swept field with its values, each once, in the order given. */
export interface Axis {
  readonly field: SweptField;
  readonly values: readonly (number | ActivationSpec)[];
  /** How the values are spaced; activations have no spacing. */
  readonly scale: 'log' | 'linear' | 'ordinal';
}

type Sweep = z.output<typeof windowSchema>['sweep'];
type Given = NonNullable<Sweep[SweptField]>;

/** Equally spaced values, both ends included. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly scale: 'linear' | 'log';
}

/** The values of one swept field. Widths are rounded to whole numbers; others are cleaned to 12 digits where they follow from a span. */
export async function axisOf(field: SweptField, given: Given): Promise<Axis | Refused> {
  const values = await valuesOf<number | ActivationSpec>(given);
  if (values instanceof Refused) return values;
  const whole = field === 'width' && !Array.isArray(given);
  const rounded = values.map((value) => (whole && typeof value === 'number' ? Math.round(value) : value));
  for (const value of rounded) {
    const checked = z.safeParse(sweptFields[field], value);
    if (!checked.success) {
      const phrase = checked.error.issues[0]?.message ?? 'another value';
      return new Refused({ path: [], words: sweepComplaint.badSweptValue(phrase, JSON.stringify(value)) });
    }
  }
  const distinct = rounded.filter((value, i) => rounded.findIndex((other) => same(other, value)) === i);
  return { field, values: distinct, scale: scaleOf(field, distinct) };
}

/** A list as it is; the numbers of a span or a range. */
export async function valuesOf<Item>(
  given: readonly Item[] | Span | string,
): Promise<readonly (Item | number)[] | Refused> {
  if (typeof given === 'string') return rangeValues(given);
  if (!('from' in given)) return given;
  const { from, to, count, scale } = given;
  if (scale === 'log' && !(from > 0 && to > 0)) return new Refused({ path: ['from'], words: sweepComplaint.badSpan() });
  const at = (share: number) => (scale === 'log' ? from * (to / from) ** share : from + (to - from) * share);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? to : clean(at(i / (count - 1)))));
}

const clean = (value: number) => Number(value.toPrecision(12));

function same(a: number | ActivationSpec, b: number | ActivationSpec): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Logarithmic where positive values spread more evenly on a logarithmic axis than on a linear one. */
function scaleOf(field: SweptField, values: readonly (number | ActivationSpec)[]): Axis['scale'] {
  const numbers = values.filter((value) => typeof value === 'number');
  if (field === 'activation' || numbers.length < values.length) return 'ordinal';
  const least = Math.min(...numbers);
  return least > 0 && Math.max(...numbers) / least >= 8 ? 'log' : 'linear';
}
