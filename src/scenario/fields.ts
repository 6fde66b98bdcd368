import * as z from 'zod';
import { expected } from './message-catalogue.ts';

// The kinds of field a scenario can have. Each takes what it means (symbol, words, units), which becomes the JSON Schema's
// description; its zod error is the phrase of what was expected, which schema-issues.ts puts beside what came.

/** Finite float64. `range` is the phrase for the limits, such as `above 0`. */
export function number(meaning: string, limits: { above?: number; from?: number; to?: number } = {}): z.ZodNumber {
  const { above, from, to } = limits;
  const low = above !== undefined ? `above ${above}` : from !== undefined ? `from ${from}` : '';
  const high = to === undefined ? '' : from === undefined ? `and at most ${to}` : `to ${to}`;
  const alone = from !== undefined && to === undefined ? `of at least ${from}` : `${low} ${high}`.trim();
  const error = `${expected.number(alone)} (${meaning})`;
  let schema = z.number({ error });
  if (above !== undefined) schema = schema.gt(above, { error });
  if (from !== undefined) schema = schema.gte(from, { error });
  if (to !== undefined) schema = schema.lte(to, { error });
  return schema.describe(meaning);
}

/** A number as a paper prints it: a number, or its digits as text where trailing zeros matter. */
export function printed(meaning: string) {
  const error = `${expected.printed()} (${meaning})`;
  const digits = z.string({ error }).regex(/^[+-]?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,2})?$/i, { error });
  return z.union([z.number({ error }), digits], { error }).describe(meaning);
}

export function integer(meaning: string, from: number, to: number): z.ZodInt {
  const error = `${expected.integer(from, to)} (${meaning})`;
  return z.int({ error }).gte(from, { error }).lte(to, { error }).describe(meaning);
}

/** 2^k from `from` to `to`. */
export function powerOfTwo(meaning: string, from: number, to: number): z.ZodInt {
  const error = `${expected.shard(from, to)} (${meaning})`;
  const whole = z.int({ error }).gte(from, { error }).lte(to, { error });
  return whole.refine((value) => Number.isInteger(Math.log2(value)), { error }).describe(meaning);
}

/** An integer, or one word such as `auto`. */
export function integerOr<Word extends string>(meaning: string, from: number, to: number, word: Word) {
  const error = `${expected.integerOr(from, to, word)} (${meaning})`;
  const whole = z.int({ error }).gte(from, { error }).lte(to, { error });
  return z.union([z.literal(word), whole], { error }).describe(meaning);
}

export function choice<const Values extends readonly [string, ...string[]]>(meaning: string, values: Values) {
  return z.enum(values, { error: `${expected.choice(values)} (${meaning})` }).describe(meaning);
}

export function flag(meaning: string): z.ZodBoolean {
  return z.boolean({ error: `${expected.flag()} (${meaning})` }).describe(meaning);
}

/** A field that another kind of scenario has: what is to be done instead of giving it here. */
export function absent(instead: string) {
  return z
    .never({ error: `no such field here (${instead})` })
    .describe(instead)
    .optional();
}

/** One value, written as it is: `format: 1`. */
export function exactly<const Value extends string | number>(meaning: string, value: Value) {
  return z.literal(value, { error: `${expected.choice([value])} (${meaning})` }).describe(meaning);
}

export function text(meaning: string, most: number): z.ZodString {
  const error = `${expected.text(most)} (${meaning})`;
  return z.string({ error }).regex(/\S/, { error }).max(most, { error }).describe(meaning);
}

/** Part of a folder name on every system. */
function fileName(meaning: string): z.ZodString {
  const error = `${expected.name()} (${meaning})`;
  return z
    .string({ error })
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { error })
    .describe(meaning);
}

/** 64-bit seed as canonical decimal text: "0007" and 7 are the same seed. */
function seed(meaning: string) {
  const error = `${expected.seed()} (${meaning})`;
  const digits = z.string().regex(/^[0-9]{1,20}$/, { error });
  const either = z.union([z.int({ error }).gte(0, { error }), digits], { error }).describe(meaning);
  const inRange = (value: string | number) => /^[0-9]+$/.test(String(value)) && BigInt(value) < 2n ** 64n;
  return either.refine(inRange, { error }).transform((value) => String(BigInt(value)));
}

export function list<Item extends z.ZodType>(meaning: string, of: string, item: Item, least: number, most: number) {
  const error = `${expected.list(least, most, of)} (${meaning})`;
  return z.array(item, { error }).min(least, { error }).max(most, { error }).describe(meaning);
}

/** A mapping with these fields and no others. */
export function block<Shape extends z.ZodRawShape>(meaning: string, shape: Shape) {
  return z.strictObject(shape, { error: expected.block(Object.keys(shape)) }).describe(meaning);
}

/** One of several forms; `phrase` names them all. */
export function oneOf<const Forms extends readonly [z.ZodType, ...z.ZodType[]]>(
  meaning: string,
  phrase: string,
  forms: Forms,
) {
  return z.union(forms, { error: `${phrase} (${meaning})` }).describe(meaning);
}

/** The same four fields open every scenario, whatever its kind. */
export const commonFields = {
  format: exactly('version of the scenario language', 1),
  name: fileName('name of the record folder'),
  purpose: text('one sentence: what a reader learns; shown in the report', 500),
  seed: seed('64-bit seed of every random stream').default('0'),
};

/** Overrides for --quick and for the test suite; checked against the whole schema after merging, so anything goes here. */
export const quickField = z
  .looseObject({}, { error: 'a mapping of overrides' })
  .describe('overrides for --quick, merged field by field; null removes a field')
  .optional();
