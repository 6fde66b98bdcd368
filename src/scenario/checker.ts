import { IssueList } from './issue.ts';
import type { ArrayAccess, ArraysReader, PointsReader, RecordAccess, ScenarioKind } from './kind.ts';
import { type LocatedMapping, type LocatedNode, placeOf, plainValue, type Span } from './located.ts';
import { complaint, expected } from './message-catalogue.ts';
import { addSchemaIssues } from './schema-issues.ts';
import { nearest } from './suggest.ts';

/** What a scenario is called, and how to reach the files it names. */
export interface ScenarioFiles {
  /** As it should appear in messages. */
  readonly file: string;
  /** Absent where nothing can be read. */
  readonly readPoints?: PointsReader;
  readonly readArrays?: ArraysReader;
  readonly arrays?: ArrayAccess;
  readonly records?: RecordAccess;
}

/**
 * As `resolveScenario`, for values that come from somewhere else than a text of YAML, e.g. from arguments.
 * @throws ScenarioError with every issue found
 */
export async function resolveValues<Resolved>(
  root: LocatedNode,
  source: ScenarioFiles,
  kinds: readonly ScenarioKind<Resolved>[],
): Promise<Resolved> {
  const issues = new IssueList();
  const resolved = await new Checker(kinds, issues, source).check(root);
  issues.throwIfAny();
  if (resolved === null) throw new Error(`${source.file}: the scenario was neither resolved nor refused`);
  return resolved;
}

/** Holds the values of one scenario against the languages of several kinds; files that it names are read once. */
export class Checker<Resolved> {
  readonly #kinds: readonly ScenarioKind<Resolved>[];
  readonly #issues: IssueList;
  readonly #readPoints: PointsReader | undefined;
  readonly #readArrays: ArraysReader | undefined;
  readonly #arrays: ArrayAccess | undefined;
  readonly #records: RecordAccess | undefined;

  constructor(kinds: readonly ScenarioKind<Resolved>[], issues: IssueList, source: ScenarioFiles) {
    this.#kinds = kinds;
    this.#issues = issues;
    this.#readPoints = source.readPoints && remember(source.readPoints);
    this.#readArrays = source.readArrays && remember(source.readArrays);
    const { arrays, records } = source;
    this.#arrays = arrays && { ...arrays, describe: remember((reference) => arrays.describe(reference)) };
    this.#records = records && { ...records, read: remember((folder) => records.read(folder)) };
  }

  async check(root: LocatedNode): Promise<Resolved | null> {
    const value = plainValue(root);
    if (root.type !== 'mapping' || !isRecord(value)) {
      this.#issues.add(root.span, [], complaint.wrongValue(expected.scenario(), root, null));
      return null;
    }
    const kind = this.#kindOf(root);
    if (kind === null) return null;
    const known = { ...value, kind: kind.kind };
    addSchemaIssues(kind.schema, root, known, this.#issues);
    return kind.resolve({
      value: known,
      readPoints: this.#readPoints,
      readArrays: this.#readArrays,
      arrays: this.#arrays,
      records: this.#records,
      refuse: (path, words, within) => {
        const place = placeOf(root, path);
        const span = within === undefined ? place.span : spanWithin(place.span, place.node, within);
        this.#issues.add(span, place.path, words);
      },
    });
  }

  /** The kind asked for; for a missing or misspelt one, the likely one, so that the other fields are checked as well. */
  #kindOf(root: LocatedMapping): ScenarioKind<Resolved> | null {
    const names = this.#kinds.map(({ kind }) => kind);
    const { node, span } = placeOf(root, ['kind']);
    const written = node?.type === 'scalar' ? String(node.value) : '';
    const found = this.#kinds.find(({ kind }) => kind === written);
    if (found !== undefined) return found;
    const near = nearest(written, names);
    const phrase = `${expected.choice(names)} (the kind of study)`;
    this.#issues.add(span, ['kind'], complaint.wrongValue(phrase, node, near));
    return this.#kinds.find(({ kind }) => kind === near) ?? (this.#kinds.length === 1 ? this.#kinds[0]! : null);
  }
}

/** The span from an offset inside a text value; the whole value where escapes make offsets differ from the source. */
function spanWithin(span: Span, node: LocatedNode | null, within: number): Span {
  const written = span.origin.text.slice(span.start, span.end);
  const value = node?.type === 'scalar' ? node.value : null;
  const lead = written === value ? 0 : written.slice(1, -1) === value ? 1 : -1;
  if (lead < 0 || typeof value !== 'string') return span;
  const start = span.start + lead + Math.min(Math.max(0, within), value.length);
  return { ...span, start, end: start + 1 };
}

/** Every file is read once. */
function remember<Content>(read: (path: string) => Promise<Content>): (path: string) => Promise<Content> {
  const asked = new Map<string, Promise<Content>>();
  return (path) => {
    const answer = asked.get(path) ?? read(path);
    asked.set(path, answer);
    return answer;
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
