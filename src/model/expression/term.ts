import type { FunctionNode, MathNode } from 'mathjs';
import { ExpressionError } from './error.ts';
import { functionNames, type OperationName, operations } from './operations.ts';
import { constants, namesOf, readTokens, type Token } from './tokens.ts';

/** A real function of one or more variables as a tree. */
export type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'x' /** Which variable; 0 for x alone. */; readonly index: number }
  | { readonly kind: 'apply'; readonly operation: OperationName; readonly of: readonly Term[] };

export function apply(operation: OperationName, ...of: Term[]): Term {
  return { kind: 'apply', operation, of };
}

const dependent = new WeakMap<Term, boolean>();

/** Does the value of the term involve a variable? */
export function dependsOnX(term: Term): boolean {
  if (term.kind !== 'apply') return term.kind === 'x';
  const known = dependent.get(term);
  if (known !== undefined) return known;
  const found = term.of.some(dependsOnX);
  dependent.set(term, found);
  return found;
}

/** Most operations in a term: a < b < c has b twice, so that a text of a few words can stand for more than can be computed. */
const mostOperations = 1000;

const operators: ReadonlySet<string> = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'pow',
  'unaryMinus',
  'larger',
  'largerEq',
  'smaller',
  'smallerEq',
]);
const isOperator = (name: string): name is OperationName => operators.has(name);
const isFunction = (name: string): name is (typeof functionNames)[number] =>
  functionNames.some((known) => known === name);

/**
 * The tree of an expression of the variables named. mathjs parses (its precedence, its implicit products) and evaluates
 * nothing.
 * @throws ExpressionError for what is not a sentence of the language
 */
export async function parseTerm(text: string, variables: readonly string[]): Promise<Term> {
  const tokens = readTokens(text, variables);
  if (tokens.length === 0)
    throw new ExpressionError(`the expression is empty; write a function of ${namesOf(variables)}`, 0);
  const { default: mathjs } = await import('mathjs/lib/browser/math.js');
  let root: MathNode;
  try {
    // A line break would end the expression for mathjs.
    root = mathjs.parse(text.replace(/\s/g, ' '));
  } catch (error) {
    throw syntaxError(error, text);
  }
  const names = tokens.filter((token) => token.kind === 'name');
  return new Reader(mathjs, variables, names).read(root);
}

function syntaxError(error: unknown, text: string): ExpressionError {
  const message = error instanceof Error ? error.message.replace(/ \(char \d+\)$/, '') : String(error);
  const char = error instanceof Error && 'char' in error && typeof error.char === 'number' ? error.char : 1;
  const sentence = message.charAt(0).toLowerCase() + message.slice(1);
  return new ExpressionError(`not a formula: ${sentence}`, Math.min(char - 1, text.length));
}

type MathJs = typeof import('mathjs');

/** Walks mathjs' tree in the order of the text, so that the n-th name met is the n-th name written. */
class Reader {
  readonly #mathjs: MathJs;
  readonly #variables: readonly string[];
  readonly #names: readonly Token[];
  #next = 0;
  /** Operations in each term, parts that are there twice counted twice. */
  readonly #sizes = new Map<Term, number>();

  constructor(mathjs: MathJs, variables: readonly string[], names: readonly Token[]) {
    this.#mathjs = mathjs;
    this.#variables = variables;
    this.#names = names;
  }

  read(node: MathNode): Term {
    const is = this.#mathjs;
    if (is.isConstantNode(node) && typeof node.value === 'number') return { kind: 'number', value: node.value };
    if (is.isSymbolNode(node)) {
      this.#next++;
      const index = this.#variables.indexOf(node.name);
      return index >= 0 ? { kind: 'x', index } : { kind: 'number', value: constants.get(node.name)! };
    }
    if (is.isParenthesisNode(node)) return this.read(node.content);
    if (is.isConditionalNode(node)) {
      return apply('choose', this.read(node.condition), this.read(node.trueExpr), this.read(node.falseExpr));
    }
    if (is.isRelationalNode(node)) return this.#chain(node.conditionals, node.params);
    if (is.isFunctionNode(node)) return this.#call(node);
    if (is.isOperatorNode(node)) {
      const of: MathNode[] = node.args;
      const name: string = node.fn;
      if (name === 'unaryPlus') return this.read(of[0]!);
      if (isOperator(name)) return apply(name, ...of.map((part) => this.read(part)));
    }
    throw new ExpressionError(`"${node.toString()}" is not allowed in an expression`, this.#offset());
  }

  /** a < b < c is (a < b)(b < c). */
  #chain(conditionals: readonly string[], nodes: readonly MathNode[]): Term {
    const terms = nodes.map((node) => this.read(node));
    const links = conditionals.filter(isOperator).map((name, i) => apply(name, terms[i]!, terms[i + 1]!));
    const chain = links.reduce((all, link) => apply('multiply', all, link));
    if (this.#sizeOf(chain) > mostOperations)
      throw new ExpressionError('comparisons within comparisons: write them one by one', this.#offset());
    return chain;
  }

  #sizeOf(term: Term): number {
    if (term.kind !== 'apply') return 0;
    const known = this.#sizes.get(term);
    if (known !== undefined) return known;
    const size = term.of.reduce((sum, part) => sum + this.#sizeOf(part), 1);
    this.#sizes.set(term, size);
    return size;
  }

  #call(node: FunctionNode): Term {
    const offset = this.#offset();
    const { name } = node.fn;
    this.#next++;
    const nodes: MathNode[] = node.args;
    const of = nodes.map((argument) => this.read(argument));
    if (!isFunction(name)) throw new ExpressionError(`"${name}" is not a function`, offset);
    const variadic = name === 'min' || name === 'max';
    const wanted = operations[name].arguments;
    if (variadic ? of.length < wanted : of.length !== wanted) {
      const count = `${wanted}${variadic ? ' or more' : ''} argument${wanted === 1 ? '' : 's'}`;
      throw new ExpressionError(`"${name}" takes ${count}, got ${of.length}`, offset);
    }
    return variadic ? of.reduce((a, b) => apply(name, a, b)) : apply(name, ...of);
  }

  /** Start of the name met next, or of the last one. */
  #offset(): number {
    return this.#names[Math.min(this.#next, this.#names.length - 1)]?.offset ?? 0;
  }
}
