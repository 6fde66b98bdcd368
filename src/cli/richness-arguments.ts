import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { LocatedMapping, LocatedNode } from '../scenario/located.ts';

/** Arrays as they are named on the command line. */
export interface ArrayArguments {
  readonly features: string;
  readonly outputs: string;
  readonly targets?: string;
  readonly labels?: string;
  readonly initial?: string;
  readonly initialOutputs?: string;
}

/** Options that are fields of the scenario, as text. */
export interface FieldOptions {
  readonly rows?: string;
  readonly estimator?: string;
  readonly rankTolerance?: string;
  readonly blocks?: string;
  readonly seed?: string;
  readonly name?: string;
}

/** A value of a scenario and the argument that it comes from. */
export interface ArgumentField {
  /** E.g. "data.features". */
  readonly field: string;
  /** As in the help: "FEATURES", "--labels". */
  readonly argument: string;
  /** As it was typed. */
  readonly text: string;
  readonly value: string | number;
}

/** Where all arrays are, and what they are called from there on: the nearest folder that holds all of them. */
export function arrayFolder(names: ArrayArguments): { folder: string; inside: ArrayArguments } {
  const given = Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const absolute = given.map(([field, text]) => [field, resolve(text)] as const);
  const folders = absolute.map(([, path]) => {
    const star = path.indexOf('*');
    return dirname(star < 0 ? path : path.slice(0, star + 1));
  });
  const folder = folders.reduce(commonFolder);
  const inside = absolute.map(([field, path]) => [field, relative(folder, path).split(sep).join('/')] as const);
  return { folder, inside: Object.fromEntries(inside) as unknown as ArrayArguments };
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

/** Fields of a scenario as a tree that knows which argument each value comes from. */
export function scenarioTree(fields: readonly ArgumentField[]): LocatedMapping {
  const origin = { name: 'odepth richness', text: '', hasLines: false, rank: 0 };
  const span = { origin, start: 0, end: 0 };
  const root: LocatedMapping = { type: 'mapping', span, path: [], entries: new Map() };
  for (const [rank, { field, argument, text, value }] of fields.entries()) {
    const path = field.split('.');
    const own = { name: argument, text, hasLines: false, rank, field };
    const whole = { origin: own, start: 0, end: text.length };
    let mapping = root;
    for (const [depth, step] of path.slice(0, -1).entries()) {
      const there = mapping.entries.get(step)?.node;
      const next: LocatedMapping =
        there?.type === 'mapping'
          ? there
          : { type: 'mapping', span, path: path.slice(0, depth + 1), entries: new Map() };
      (mapping.entries as Map<string, unknown>).set(step, { key: span, node: next });
      mapping = next;
    }
    const node: LocatedNode = { type: 'scalar', span: whole, path, value };
    (mapping.entries as Map<string, unknown>).set(path.at(-1)!, { key: whole, node });
  }
  return root;
}
