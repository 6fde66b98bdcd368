/** Keys and list positions from the top of a scenario to a value. */
export type Path = readonly (string | number)[];

/** A text that scenario values come from: the scenario file, or one `--set` argument. */
export interface Origin {
  /** File name, or `--set a.b`. */
  readonly name: string;
  readonly text: string;
  /** Line and column are worth printing (a file), or not (an argument). */
  readonly hasLines: boolean;
  /** The field whose value the whole text is; its path need not be said. */
  readonly field?: string;
  /** Issues are listed by rank first: the file is 0, arguments follow in their order. */
  readonly rank: number;
}

/** Characters start ≤ i < end of an origin's text. */
export interface Span {
  readonly origin: Origin;
  readonly start: number;
  readonly end: number;
}

interface Located {
  readonly span: Span;
  /** Where the author wrote it: a value merged in from `quick` keeps its `quick.` prefix. */
  readonly path: Path;
}

interface LocatedScalar extends Located {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
}

interface LocatedList extends Located {
  readonly type: 'list';
  readonly items: readonly LocatedNode[];
}

export interface LocatedEntry {
  readonly key: Span;
  readonly node: LocatedNode;
}

export interface LocatedMapping extends Located {
  readonly type: 'mapping';
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

/** A scenario value that remembers where it was written. */
export type LocatedNode = LocatedScalar | LocatedList | LocatedMapping;

/** The value without its positions. */
export function plainValue(node: LocatedNode): unknown {
  if (node.type === 'scalar') return node.value;
  if (node.type === 'list') return node.items.map(plainValue);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plainValue(entry.node)]));
}

/** What lies at a path, or as near to it as the scenario goes. */
export interface Place {
  /** The value, when the whole path exists. */
  readonly node: LocatedNode | null;
  /** The value itself; for something missing, the key of the nearest block that should hold it. */
  readonly span: Span;
  /** The key before the value, where there is one. */
  readonly key: Span | null;
  /** The path as its author would write it. */
  readonly path: Path;
}

/** Finds a path below `root`. */
export function placeOf(root: LocatedNode, path: Path): Place {
  let node = root;
  let key: Span | null = null;
  for (const [depth, step] of path.entries()) {
    const entry = childOf(node, step);
    if (entry === null) {
      const span: Span = key ?? { origin: root.span.origin, start: root.span.start, end: root.span.start };
      return { node: null, span, key: null, path: [...node.path, ...path.slice(depth)] };
    }
    node = entry.node;
    key = entry.key;
  }
  return { node, span: node.span, key, path: node.path };
}

function childOf(node: LocatedNode, step: string | number): { node: LocatedNode; key: Span | null } | null {
  if (node.type === 'mapping') return node.entries.get(String(step)) ?? null;
  if (node.type !== 'list') return null;
  const item = node.items[Number(step)];
  return item === undefined ? null : { node: item, key: null };
}

/** `inputs.kernel[0][1]`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}
