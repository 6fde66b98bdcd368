import { printable } from '../record/harmless.ts';
import { type Origin, type Path, pathText, type Span } from './located.ts';

/** What was expected, what came, what to do: the words of one refusal, from the message catalogue. */
export interface Complaint {
  readonly expected: string;
  readonly came: string;
  /** Empty when there is nothing to add. */
  readonly advice: string;
}

/** One thing wrong with a scenario. */
export interface ScenarioIssue extends Complaint {
  /** The file as named by the caller, or `--set a.b`. */
  readonly file: string;
  /** From 1; 0 when the issue is the file as a whole. */
  readonly line: number;
  /** From 1, in UTF-16 units; 0 when the issue is the file as a whole. */
  readonly column: number;
  /** `ensemble.width`; empty for the scenario as a whole. */
  readonly path: string;
  /** The issue as printed: position, message, source line, caret, advice. */
  readonly text: string;
}

const shownIssues = 20;
/** Issues that are kept; a scenario with more is not looked through to its end. */
const mostIssues = 500;

/** A scenario that is refused, with every issue found. `message` is the full text for a person to read. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly issues: readonly ScenarioIssue[];

  /** @param complete whether these are all issues there are */
  constructor(issues: readonly ScenarioIssue[], complete = true) {
    const more = issues.length - shownIssues;
    const texts = issues.slice(0, shownIssues).map((issue) => issue.text);
    const rest = complete ? `… and ${more} more` : `… and more than ${more} more`;
    super([...texts, ...(more > 0 ? [rest] : [])].join('\n'));
    this.issues = issues;
  }
}

/** An issue about a file that could not be read at all. */
export function issueOfFile(file: string, complaint: Complaint): ScenarioIssue {
  const head = printable(`${file}: expected ${complaint.expected}, came ${complaint.came}`);
  const text = complaint.advice === '' ? head : `${head}\n  ${printable(complaint.advice)}`;
  return { ...complaint, file, line: 0, column: 0, path: '', text };
}

/** Gathers issues with their positions; the same issue met twice is kept once, and no more than some hundreds are. */
export class IssueList {
  readonly #found = new Map<string, { span: Span; issue: ScenarioIssue }>();
  #overflown = false;

  get size(): number {
    return this.#found.size;
  }

  /** Whether as many are kept as can be: looking for more is of no use. */
  get full(): boolean {
    return this.size >= mostIssues;
  }

  add(span: Span, path: Path, complaint: Complaint): void {
    if (this.full) {
      this.#overflown = true;
      return;
    }
    const issue = issueAt(span, pathText(path), complaint);
    if (!this.#found.has(issue.text)) this.#found.set(issue.text, { span, issue });
  }

  /** By position: the file first, then each `--set`. */
  sorted(): ScenarioIssue[] {
    const found = [...this.#found.values()];
    found.sort((a, b) => a.span.origin.rank - b.span.origin.rank || a.span.start - b.span.start);
    return found.map(({ issue }) => issue);
  }

  /** Throws `ScenarioError` when anything was found. */
  throwIfAny(): void {
    if (this.size > 0) throw new ScenarioError(this.sorted(), !this.#overflown);
  }
}

function issueAt(span: Span, path: string, complaint: Complaint): ScenarioIssue {
  const { origin, start } = span;
  const [line, lineStart] = lineAt(origin, start);
  const column = start - lineStart + 1;
  const position = origin.hasLines ? `${origin.name}:${line}:${column}` : origin.name;
  const subject = path === '' || origin.field === path ? '' : `${path}: `;
  const head = printable(`${position}: ${subject}expected ${complaint.expected}, came ${complaint.came}`);
  const advice = complaint.advice === '' ? [] : [`  ${printable(complaint.advice)}`];
  const text = [head, ...excerpt(span, lineStart, line), ...advice];
  return { ...complaint, file: origin.name, line, column, path, text: text.join('\n') };
}

const lineStarts = new WeakMap<Origin, readonly number[]>();

/** The line of a place, from 1, and where it starts. */
export function lineAt(origin: Origin, place: number): [line: number, start: number] {
  let starts = lineStarts.get(origin);
  if (starts === undefined) {
    starts = [0, ...Array.from(origin.text.matchAll(/\n/g), ({ index }) => index + 1)];
    lineStarts.set(origin, starts);
  }
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= place) low = middle;
    else high = middle;
  }
  return [low + 1, starts[low]!];
}

const excerptWidth = 100;

/** The source line and a caret below it; a long line is cut around the place. */
function excerpt({ origin, start, end }: Span, lineStart: number, line: number): string[] {
  const newline = origin.text.indexOf('\n', start);
  const lineEnd = newline < 0 ? origin.text.length : newline;
  const from = start - lineStart > excerptWidth - 30 ? start - 40 : lineStart;
  const to = Math.min(lineEnd, from + excerptWidth);
  const shown = printable(origin.text.slice(from, to).replace(/\r$/, ''));
  const gutter = origin.hasLines ? String(line) : '';
  if (shown.trim() === '') return [];
  const [lead, tail] = [from > lineStart ? '…' : '', to < lineEnd ? '…' : ''];
  const indent = printable(origin.text.slice(from, start)).replace(/[^\t]/g, ' ');
  const width = Math.max(1, Math.min(end, to) - start);
  return [
    `  ${gutter} | ${lead}${shown}${tail}`.trimEnd(),
    `  ${' '.repeat(gutter.length)} | ${' '.repeat(lead.length)}${indent}${'^'.repeat(width)}`,
  ];
}
