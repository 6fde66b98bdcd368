import { Checker, type ScenarioFiles } from './checker.ts';
import { IssueList } from './issue.ts';
import type { ScenarioKind } from './kind.ts';
import type { LocatedMapping, LocatedNode, Origin } from './located.ts';
import { complaint, expected } from './message-catalogue.ts';
import { type Assignment, assign, merge, parseAssignment, withoutEntry } from './overrides.ts';
import { parseYaml } from './yaml-text.ts';

/** A scenario's text, and how to reach the files it names. */
export interface ScenarioSource extends ScenarioFiles {
  readonly text: string;
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
