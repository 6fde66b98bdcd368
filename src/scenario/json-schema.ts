import * as z from 'zod';

type Json = z.core.JSONSchema.BaseSchema;

/**
 * JSON Schema (draft 2020-12) of what a scenario file may hold, for editors: one alternative per kind, with `quick` as the
 * same fields, none required and each removable by null. Relations between fields are checked by odepth itself.
 */
export function jsonSchemaOf(schemas: readonly z.ZodObject[]): Json {
  const kinds = schemas.map((schema) => {
    const { $schema: _, ...kind } = z.toJSONSchema(schema, { io: 'input' });
    const { quick: overrides, format: _format, kind: _kind, ...fields } = kind.properties ?? {};
    const quick = {
      description: descriptionOf(overrides),
      ...withoutRequired({ ...kind, properties: fields }),
    };
    return { ...kind, properties: { ...kind.properties, quick } };
  });
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'odepth scenario', oneOf: kinds };
}

function descriptionOf(schema: z.core.JSONSchema._JSONSchema | undefined): string {
  return typeof schema === 'object' ? (schema.description ?? '') : '';
}

function withoutRequired(schema: Json): Json {
  const { required: _required, default: _default, ...rest } = schema;
  if (rest.properties === undefined) return rest;
  const fields = Object.entries(rest.properties).map(([name, field]) => [name, removable(field)] as const);
  return { ...rest, properties: Object.fromEntries(fields) };
}

function removable(field: z.core.JSONSchema._JSONSchema): Json {
  if (typeof field !== 'object') return {};
  const { description, ...form } = withoutRequired(field);
  const forms = form.anyOf ?? [form];
  return { ...(description === undefined ? {} : { description }), anyOf: [...forms, { type: 'null' }] };
}
