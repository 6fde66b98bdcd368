import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { IssueList, lineAt } from './issue.ts';
import type { LocatedEntry, LocatedNode, Origin, Path, Span } from './located.ts';
import { complaint } from './message-catalogue.ts';
import { maximumDepth, maximumTokens, overstepped } from './yaml-limits.ts';

/** Longest scenario text, UTF-16 units. */
export const maximumTextLength = 1_000_000;
const maximumValues = 100_000;
const maximumAliases = 100;
/** Errors of syntax that are told. */
const shownErrors = 20;

/**
 * Reads YAML 1.2 (core schema; JSON is a part of it) into a tree that knows its positions.
 * Duplicate fields, unknown tags, cyclic or excessive aliases and several documents in one text are errors. Integers beyond
 * 2^53 at the top-level field `seed` keep their digits (as decimal text); elsewhere they become the nearest float64.
 *
 * @param origin where the text comes from; `start` is the position in it where the YAML begins
 * @throws ScenarioError with every issue found
 */
export function parseYaml(origin: Origin, start = 0, path: Path = []): LocatedNode {
  const issues = new IssueList();
  const text = origin.text.slice(start);
  const at = (from: number, to: number): Span => ({ origin, start: start + from, end: start + Math.max(from, to) });
  if (text.length > maximumTextLength) {
    issues.add(at(0, 0), [], complaint.tooLong(text.length, maximumTextLength));
    issues.throwIfAny();
  }
  const beyond = overstepped(text);
  if (beyond !== null) {
    const words = { nesting: complaint.nesting(maximumDepth), tokens: complaint.tooManyTokens(maximumTokens) };
    issues.add(at(beyond.offset, beyond.offset), [], words[beyond.limit]);
    issues.throwIfAny();
  }
  const document = parseOrNull(text);
  if (document === null) {
    issues.add(at(0, 0), [], complaint.nesting(maximumDepth));
    issues.throwIfAny();
  }
  const errors = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  for (const error of errors.slice(0, shownErrors)) {
    const [from, to] = beginningOf(document, error.pos);
    issues.add(at(from, to), [], complaint.syntax(error.message));
  }
  if (document?.errors.length !== 0) issues.throwIfAny();
  const root = new Reader(document, issues, at).read(document?.contents ?? null, path, at(0, 0), 0);
  issues.throwIfAny();
  return root;
}

/** A quote or bracket that is never closed is found out far below: the place to show is where it opens. */
function beginningOf(document: Document.Parsed | null, position: readonly [number, number]): readonly [number, number] {
  let opening = position;
  visit(document, (_, node) => {
    const range = isNode(node) ? node.range : null;
    if (!range || range[0] >= position[0] || range[1] < position[0]) return;
    const quote = isScalar(node) && node.type?.startsWith('QUOTE') === true;
    const bracket = isCollection(node) && node.flow === true;
    if (quote || bracket) opening = [range[0], range[0] + 1];
  });
  return opening;
}

/** null when the text is nested so deeply that the parser runs out of stack. */
function parseOrNull(text: string): Document.Parsed | null {
  const { stackTraceLimit } = Error;
  try {
    // The parser makes an error for every fault, up to one a character or two; where it stood then is not told.
    Error.stackTraceLimit = 0;
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      intAsBigInt: true,
      uniqueKeys: false,
      resolveKnownTags: false,
      prettyErrors: false,
    });
    return document.errors.some(({ message }) => message.includes('call stack')) ? null : document;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

class Reader {
  readonly #document: Document.Parsed | null;
  readonly #issues: IssueList;
  readonly #at: (from: number, to: number) => Span;
  readonly #open = new Set<Node>();
  #values = 0;
  #aliases = 0;

  constructor(document: Document.Parsed | null, issues: IssueList, at: (from: number, to: number) => Span) {
    this.#document = document;
    this.#issues = issues;
    this.#at = at;
  }

  read(node: Node | null, path: Path, parent: Span, depth: number): LocatedNode {
    const span = node?.range ? this.#at(node.range[0], node.range[1]) : parent;
    const nothing: LocatedNode = { type: 'scalar', value: null, span, path };
    if (++this.#values > maximumValues) {
      if (this.#values === maximumValues + 1) this.#issues.add(span, path, complaint.tooManyValues(maximumValues));
      return nothing;
    }
    if (depth > maximumDepth) {
      this.#issues.add(span, path, complaint.nesting(maximumDepth));
      return nothing;
    }
    if (isAlias(node)) return this.#alias(node, path, span, depth);
    if (isScalar(node)) return { type: 'scalar', value: plainScalar(node.value, path), span, path };
    if (node === null || !(isMap(node) || isSeq(node))) return nothing;
    this.#open.add(node);
    const located = isMap(node) ? this.#mapping(node, path, span, depth) : this.#list(node.items, path, span, depth);
    this.#open.delete(node);
    return located;
  }

  #list(items: readonly unknown[], path: Path, span: Span, depth: number): LocatedNode {
    const nodes = items.map((item, i) => this.read(asNode(item), [...path, i], span, depth + 1));
    return { type: 'list', items: nodes, span, path };
  }

  #mapping(node: YAMLMap, path: Path, span: Span, depth: number): LocatedNode {
    const entries = new Map<string, LocatedEntry>();
    for (const pair of node.items) {
      const keyNode = asNode(pair.key);
      const keySpan = keyNode?.range ? this.#at(keyNode.range[0], keyNode.range[1]) : span;
      if (!isScalar(keyNode) || keyNode.value === null || keyNode.value === '__proto__') {
        const came = isScalar(keyNode) && keyNode.value !== null ? `${keyNode.value}` : 'something else';
        this.#issues.add(keySpan, path, complaint.badKey(came));
        continue;
      }
      const key = String(keyNode.value);
      const first = entries.get(key);
      if (first !== undefined) {
        if (this.#issues.full) continue;
        const [line] = lineAt(first.key.origin, first.key.start);
        this.#issues.add(keySpan, [...path, key], complaint.duplicateKey(key, line));
        continue;
      }
      const value = this.read(asNode(pair.value), [...path, key], keySpan, depth + 1);
      entries.set(key, { key: keySpan, node: value });
    }
    return { type: 'mapping', entries, span, path };
  }

  #alias(alias: Alias, path: Path, span: Span, depth: number): LocatedNode {
    const nothing: LocatedNode = { type: 'scalar', value: null, span, path };
    if (++this.#aliases > maximumAliases) {
      if (this.#aliases === maximumAliases + 1) this.#issues.add(span, path, complaint.tooManyAliases(maximumAliases));
      return nothing;
    }
    const target = this.#document === null ? undefined : alias.resolve(this.#document);
    if (target === undefined || this.#open.has(target)) {
      this.#issues.add(span, path, complaint.badAlias(alias.source, target !== undefined));
      return nothing;
    }
    return this.read(target, path, span, depth + 1);
  }
}

function asNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;
}

function plainScalar(value: unknown, path: Path): string | number | boolean | null {
  if (typeof value === 'bigint') {
    const exact = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
    const seed = path.length === 1 && path[0] === 'seed' && value < 2n ** 64n && value > 0n;
    return seed && !exact ? String(value) : Number(value);
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}
