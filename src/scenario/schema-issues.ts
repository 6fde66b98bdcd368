import * as z from 'zod';
import type { IssueList } from './issue.ts';
import { type LocatedNode, type Path, type Place, pathText, placeOf } from './located.ts';
import { complaint } from './message-catalogue.ts';
import { nearest } from './suggest.ts';

type ZodIssue = z.core.$ZodIssue;

/** Unknown fields of one mapping that are looked at. */
const mostUnknown = 100;

/** Checks a located value against a schema and adds every disagreement, at its position and in the catalogue's words. */
export function addSchemaIssues(schema: z.ZodType, root: LocatedNode, value: unknown, issues: IssueList): void {
  const result = schema.safeParse(value);
  if (result.success) return;
  const translation = new Translation(schema, root, issues, misspelt(schema, result.error.issues));
  for (const issue of result.error.issues) {
    if (issues.full) return;
    translation.add(issue, []);
  }
}

class Translation {
  readonly #schema: z.ZodType;
  readonly #root: LocatedNode;
  readonly #issues: IssueList;
  /** Fields that are there under a mistyped name: that they are missing need not be said again. */
  readonly #misspelt: ReadonlySet<string>;
  #everyField: readonly Path[] | undefined;

  constructor(schema: z.ZodType, root: LocatedNode, issues: IssueList, misspelt: ReadonlySet<string>) {
    this.#schema = schema;
    this.#root = root;
    this.#issues = issues;
    this.#misspelt = misspelt;
  }

  add(issue: ZodIssue, above: Path): void {
    const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
    const place = placeOf(this.#root, path);
    if (issue.code === 'unrecognized_keys') this.#unknownFields(issue.keys, path);
    else if (issue.code === 'invalid_union' && place.node?.type === 'mapping') this.#form(issue, path, place);
    else if (issue.code === 'invalid_union' && place.node?.type === 'list' && inside(issue).length > 0) {
      this.#addAll(inside(issue), path);
    } else this.#wrongValue(place, issue.message, choicesOf(issue));
  }

  #addAll(errors: readonly ZodIssue[], path: Path): void {
    for (const error of errors) {
      if (this.#issues.full) return;
      this.add(error, path);
    }
  }

  #wrongValue(place: Place, phrase: string, choices: readonly string[]): void {
    const { node } = place;
    if (this.#misspelt.has(pathText(place.path)) && !node) return;
    const near = node?.type === 'scalar' && typeof node.value === 'string' ? nearest(node.value, choices) : null;
    this.#issues.add(place.span, place.path, complaint.wrongValue(phrase, node, near));
  }

  #unknownFields(keys: readonly string[], path: Path): void {
    const fields = fieldsAt(this.#schema, path);
    for (const key of keys) {
      if (this.#issues.full) return;
      const place = placeOf(this.#root, [...path, key]);
      const near = nearest(key, fields) ?? this.#elsewhere(key);
      this.#issues.add(place.key ?? place.span, place.path, complaint.unknownField(fields, key, near));
    }
  }

  /** A mapping that should be one of several forms: judged by the form whose fields it has. */
  #form(issue: z.core.$ZodIssueInvalidUnion, path: Path, place: Place): void {
    const forms = issue.errors.map((errors) => ({ errors, unknown: rootUnknown(errors) }));
    const mappings = forms.filter(
      ({ errors }) => !errors.some((e) => e.code !== 'unrecognized_keys' && e.path.length === 0),
    );
    const known = fieldsAt(this.#schema, path);
    const given = place.node?.type === 'mapping' ? [...place.node.entries.keys()].slice(0, mostUnknown) : [];
    const strangers = given.filter((key) => !known.includes(key));
    const match = mappings.find(({ unknown }) => given.length > 0 && unknown.every((key) => strangers.includes(key)));
    if (match !== undefined && strangers.length < given.length) {
      this.#addAll(match.errors, path);
    } else if (strangers.length > 0) {
      this.#unknownFields(strangers, path);
    } else {
      this.#issues.add(place.key ?? place.span, place.path, complaint.notOneForm(known, given));
    }
  }

  /** The full path of a field of that name in some other block. */
  #elsewhere(key: string): string | null {
    this.#everyField ??= fieldPaths(this.#schema, []);
    const namesakes = this.#everyField.filter((path) => nearest(key, [String(path.at(-1))]) !== null);
    const near = nearest(
      key,
      namesakes.map((path) => String(path.at(-1))),
    );
    const found = namesakes.find((path) => path.at(-1) === near);
    return found === undefined ? null : pathText(found);
  }
}

/** What is wrong inside a value whose form is right: the errors of the form that finds none with the value as a whole. */
function inside(issue: z.core.$ZodIssueInvalidUnion): readonly ZodIssue[] {
  return issue.errors.find((errors) => errors.every(({ path }) => path.length > 0)) ?? [];
}

/** Paths of the fields that unknown keys were meant for. */
function misspelt(schema: z.ZodType, issues: readonly ZodIssue[]): Set<string> {
  const paths = new Set<string>();
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const above = issue.path.map(String);
    for (const key of issue.keys.slice(0, mostUnknown)) {
      const near = nearest(key, fieldsAt(schema, above));
      if (near !== null) paths.add(pathText([...above, near]));
    }
  }
  return paths;
}

function rootUnknown(errors: readonly ZodIssue[]): readonly string[] {
  return errors.flatMap((error) => (error.code === 'unrecognized_keys' && error.path.length === 0 ? error.keys : []));
}

function choicesOf(issue: ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap(choicesOf);
  return [];
}

/** Field names a mapping at this path may have; those of every form where there are several. */
function fieldsAt(schema: z.core.$ZodType, path: Path): string[] {
  const [step, ...rest] = path;
  if (typeof step === 'number') return [...new Set(itemsIn(schema).flatMap((item) => fieldsAt(item, rest)))].sort();
  const objects = objectsIn(schema);
  if (step === undefined) return [...new Set(objects.flatMap((object) => Object.keys(object.shape)))].sort();
  return [
    ...new Set(
      objects.flatMap((object) => {
        const field = object.shape[String(step)];
        return field === undefined ? [] : fieldsAt(field, rest);
      }),
    ),
  ].sort();
}

function fieldPaths(schema: z.core.$ZodType, path: Path): Path[] {
  return objectsIn(schema).flatMap((object) =>
    Object.entries(object.shape).flatMap(([name, field]) => [[...path, name], ...fieldPaths(field, [...path, name])]),
  );
}

/** The mappings a value may be, looking through defaults, options and unions. */
function objectsIn(schema: z.core.$ZodType): z.ZodObject[] {
  return formsIn(schema).filter((form) => form instanceof z.ZodObject);
}

/** What the items of a list may be. */
function itemsIn(schema: z.core.$ZodType): z.core.$ZodType[] {
  return formsIn(schema).flatMap((form) => (form instanceof z.ZodArray ? [form.def.element] : []));
}

function formsIn(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return formsIn(schema.def.innerType);
  if (schema instanceof z.ZodPrefault) return formsIn(schema.def.innerType);
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap((option) => formsIn(option));
  return [schema];
}
