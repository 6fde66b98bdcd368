import { IssueList } from './issue.ts';
import type { ArraysReader, PointsReader, ScenarioKind } from './kind.ts';
import { type LocatedMapping, type LocatedNode, type Origin, placeOf, plainValue, type Span } from './located.ts';
import { complaint, expected } from './message-catalogue.ts';
import { type Assignment, assign, merge, parseAssignment, withoutEntry } from './overrides.ts';
import { addSchemaIssues } from './schema-issues.ts';
import { nearest } from './suggest.ts';
import { parseYaml } from './yaml-text.ts';

/** A scenario's text, and how to reach the files it names. */
export interface ScenarioSource {
  /** As it should appear in messages. */
  readonly file: string;
  readonly text: string;
  /** Absent where nothing can be read. */
  readonly readPoints?: PointsReader;
  readonly readArrays?: ArraysReader;
}

export interface ScenarioOptions {
  /** Merge the `quick` block before resolving. */
  readonly quick?: boolean;
  /** `a.b=value`, in order; they win over `quick`. */
  readonly set?: readonly string[];
}

/**
 * Text to a complete scenario: YAML, overrides, schema, meaning. The scenario as written and its quick form are both
 * checked, whichever is asked for.
 *
 * @throws ScenarioError with every issue found, sorted by position
 */
export async function resolveScenario<Resolved>(
  source: ScenarioSource,
  kinds: readonly ScenarioKind<Resolved>[],
  options: ScenarioOptions = {},
): Promise<Resolved> {
  const origin: Origin = { name: source.file, text: source.text, hasLines: true, rank: 0 };
  const issues = new IssueList();
  const assignments = (options.set ?? []).map((argument, i) => parseAssignment(argument, i + 1));
  const whole = assignments.reduce<LocatedNode>((node, one) => assign(node, one, issues, false), parseYaml(origin));
  const { base, quick } = splitQuick(whole, issues);
  const checker = new Checker(kinds, issues, source);
  let resolved = await checker.check(base);
  if (quick !== null && base.type === 'mapping') {
    const merged = merge(base, quick, issues);
    const again = assignments.filter(({ path }) => path[0] !== 'quick');
    const quickResolved = await checker.check(again.reduce((node, one) => reassign(node, one, issues), merged));
    if (options.quick) resolved = quickResolved;
  }
  issues.throwIfAny();
  if (resolved === null) throw new Error(`${source.file}: the scenario was neither resolved nor refused`);
  return resolved;
}

function reassign(node: LocatedMapping, assignment: Assignment, issues: IssueList): LocatedMapping {
  const changed = assign(node, assignment, issues, true);
  return changed.type === 'mapping' ? changed : node;
}

function splitQuick(whole: LocatedNode, issues: IssueList): { base: LocatedNode; quick: LocatedMapping | null } {
  const entry = whole.type === 'mapping' ? whole.entries.get('quick') : undefined;
  if (whole.type !== 'mapping' || entry === undefined) return { base: whole, quick: null };
  const base = withoutEntry(whole, 'quick');
  if (entry.node.type !== 'mapping') {
    issues.add(entry.node.span, entry.node.path, complaint.wrongValue(expected.overrides(), entry.node, null));
    return { base, quick: null };
  }
  let quick = entry.node;
  for (const fixed of ['format', 'kind', 'quick']) {
    const inner = quick.entries.get(fixed);
    if (inner === undefined) continue;
    issues.add(inner.key, inner.node.path, complaint.notInQuick(fixed));
    quick = withoutEntry(quick, fixed);
  }
  return { base, quick };
}

class Checker<Resolved> {
  readonly #kinds: readonly ScenarioKind<Resolved>[];
  readonly #issues: IssueList;
  readonly #readPoints: PointsReader | undefined;
  readonly #readArrays: ArraysReader | undefined;

  constructor(kinds: readonly ScenarioKind<Resolved>[], issues: IssueList, source: ScenarioSource) {
    this.#kinds = kinds;
    this.#issues = issues;
    this.#readPoints = source.readPoints && remember(source.readPoints);
    this.#readArrays = source.readArrays && remember(source.readArrays);
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
