import { IssueList } from './issue.ts';
import type { LocatedEntry, LocatedMapping, LocatedNode, Origin, Path, Span } from './located.ts';
import { complaint } from './message-catalogue.ts';
import { parseYaml } from './yaml-text.ts';

/** One `--set a.b=value`. */
export interface Assignment {
  readonly path: readonly string[];
  readonly key: Span;
  readonly value: LocatedNode;
}

/**
 * Reads `a.b=value`; the value is YAML, so `--set inputs={kernel: [[2]]}` works.
 * @param rank 1, 2, … in the order of the arguments
 * @throws ScenarioError
 */
export function parseAssignment(argument: string, rank: number): Assignment {
  const equals = argument.indexOf('=');
  const dotted = equals < 0 ? argument : argument.slice(0, equals).trim();
  const origin: Origin = { name: `--set ${dotted}`, text: argument, hasLines: false, rank, field: dotted };
  const key: Span = { origin, start: 0, end: equals < 0 ? argument.length : equals };
  const path = dotted.split('.');
  if (equals < 0 || path.some((step) => step === '' || step === '__proto__')) {
    const issues = new IssueList();
    issues.add(key, [], complaint.badAssignment(argument));
    issues.throwIfAny();
  }
  return { path, key, value: parseYaml(origin, equals + 1, path) };
}

/**
 * The scenario with the assigned value in place of what was there; null removes a field. A list position is a number:
 * `inputs.kernel.0.1`. Fields that do not exist are added: the schema refuses them later, at the argument's position.
 */
export function assign(root: LocatedNode, assignment: Assignment, issues: IssueList, mayBeGone: boolean): LocatedNode {
  const { path, key, value } = assignment;
  const place = (node: LocatedNode | null, depth: number): LocatedNode => {
    if (depth === path.length) return value;
    const step = path[depth]!;
    if (node?.type === 'list') {
      const index = /^[0-9]+$/.test(step) ? Number(step) : -1;
      if (index >= 0 && index < node.items.length) {
        return { ...node, items: node.items.map((item, i) => (i === index ? place(item, depth + 1) : item)) };
      }
      issues.add(key, path, complaint.listPosition(node.items.length, step));
      return node;
    }
    const mapping = node?.type === 'mapping' ? node : emptyMapping(key, path.slice(0, depth));
    const before = mapping.entries.get(step);
    if (depth === path.length - 1 && isNull(value)) {
      if (before === undefined && !mayBeGone) issues.add(value.span, path, complaint.nothingToRemove());
      return withoutEntry(mapping, step);
    }
    return withEntry(mapping, step, { key, node: place(before?.node ?? null, depth + 1) });
  };
  return place(root, 0);
}

/** JSON merge patch (RFC 7396): mappings merge field by field, null removes a field, anything else replaces. */
export function merge(base: LocatedMapping, patch: LocatedMapping, issues: IssueList): LocatedMapping {
  let merged = base;
  for (const [name, entry] of patch.entries) {
    const before = base.entries.get(name);
    if (isNull(entry.node)) {
      if (before === undefined) issues.add(entry.node.span, entry.node.path, complaint.nothingToRemove());
      merged = withoutEntry(merged, name);
    } else if (entry.node.type === 'mapping') {
      const target = before?.node.type === 'mapping' ? before.node : emptyMapping(entry.node.span, entry.node.path);
      const key = before?.node.type === 'mapping' ? before.key : entry.key;
      merged = withEntry(merged, name, { key, node: merge(target, entry.node, issues) });
    } else {
      merged = withEntry(merged, name, entry);
    }
  }
  return merged;
}

/** The mapping without one of its fields. */
export function withoutEntry(mapping: LocatedMapping, name: string): LocatedMapping {
  const entries = new Map(mapping.entries);
  entries.delete(name);
  return { ...mapping, entries };
}

function withEntry(mapping: LocatedMapping, name: string, entry: LocatedEntry): LocatedMapping {
  return { ...mapping, entries: new Map(mapping.entries).set(name, entry) };
}

function emptyMapping(span: Span, path: Path): LocatedMapping {
  return { type: 'mapping', entries: new Map(), span, path };
}

function isNull(node: LocatedNode): boolean {
  return node.type === 'scalar' && node.value === null;
}
