import * as z from 'zod';
import type { Json } from '../record/json.ts';

/** scenario.json of a record as a resolved scenario of a kind. @throws RangeError naming the first field that does not fit */
export function readResolved<Schema extends z.ZodType>(kind: string, schema: Schema, json: Json): z.output<Schema> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new RangeError(
    `scenario.json is not a resolved ${kind} scenario: ${path.join('.') || 'the whole file'}: ${message}`,
  );
}

/** The fields that open every resolved scenario, from its kind's schema; the seed is decimal text by then. */
export function resolvedHeader<Shape extends Record<'format' | 'kind' | 'name' | 'purpose', z.ZodType>>({
  format,
  kind,
  name,
  purpose,
}: Shape): Pick<Shape, 'format' | 'kind' | 'name' | 'purpose'> & { seed: z.ZodString } {
  return { format, kind, name, purpose, seed: z.string() };
}
