import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { LocatedMapping, LocatedNode, Path, Span } from '../scenario/located.ts';

/** A value of a scenario and the argument that it comes from. */
export interface ArgumentField {
  /** E.g. "data.features", "streams.0.file". */
  readonly field: string;
  /** As in the help: "FEATURES", "--labels". */
  readonly argument: string;
  /** As it was typed. */
  readonly text: string;
  readonly value: string | number | boolean;
}

/** Where all files are that arguments name, and what they are called from there on: the nearest folder that holds all of them. */
export function filesTogether(names: readonly string[]): { folder: string; inside: string[] } {
  const absolute = names.map((name) => resolve(name));
  const folder = absolute
    .map((path) => {
      const star = path.indexOf('*');
      return dirname(star < 0 ? path : path.slice(0, star + 1));
    })
    .reduce(commonFolder);
  return { folder, inside: absolute.map((path) => relative(folder, path).split(sep).join('/')) };
}

function commonFolder(one: string, other: string): string {
  let folder = one;
  for (;;) {
    const path = relative(folder, other);
    if (path.split(sep)[0] !== '..' && !isAbsolute(path)) return folder;
    const above = dirname(folder);
    if (above === folder) return folder;
    folder = above;
  }
}

/** A number where the text is one. */
export function numberOrText(text: string): string | number {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Fields of a scenario as a tree that knows which argument each value comes from; a step that is a number is a place in a list. */
export function scenarioTree(command: string, fields: readonly ArgumentField[]): LocatedMapping {
  const span = { origin: { name: command, text: '', hasLines: false, rank: 0 }, start: 0, end: 0 };
  const leaves = fields.map(({ field, argument, text, value }, rank): Leaf => {
    const origin = { name: argument, text, hasLines: false, rank, field };
    return { steps: field.split('.'), span: { origin, start: 0, end: text.length }, value };
  });
  return branch(leaves, [], span) as LocatedMapping;
}

interface Leaf {
  readonly steps: readonly string[];
  readonly span: Span;
  readonly value: string | number | boolean;
}

function branch(leaves: readonly Leaf[], path: Path, span: Span): LocatedNode {
  const [first] = leaves as [Leaf];
  const step = first.steps[path.length];
  if (step === undefined) return { type: 'scalar', span: first.span, path, value: first.value };
  const byStep = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const key = leaf.steps[path.length]!;
    byStep.set(key, [...(byStep.get(key) ?? []), leaf]);
  }
  const children = [...byStep].map(([key, below]) => {
    const at = /^\d+$/.test(key) ? Number(key) : key;
    return [key, branch(below, [...path, at], span), below[0]!.span] as const;
  });
  if (/^\d+$/.test(step)) return { type: 'list', span, path, items: children.map(([, node]) => node) };
  const entries = children.map(([key, node, own]) => [key, { key: own, node }] as const);
  return { type: 'mapping', span, path, entries: new Map(entries) };
}

/** The scenario file of a record that a command made. */
export async function scenarioText(command: string, scenario: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  return (
    `# Made by ${command}. Paths are inside the folder that holds everything; to measure it again:\n` +
    `# odepth run scenario.yaml --data FOLDER\n${stringify(scenario)}`
  );
}
