import { ExpressionError } from './error.ts';
import { functionNames } from './operations.ts';

export interface Token {
  readonly kind: 'number' | 'name' | 'sign';
  readonly text: string;
  /** Characters from the start of the expression. */
  readonly offset: number;
}

/** Numbers an expression may name. */
export const constants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
]);

const limits = { characters: 1000, tokens: 300, nesting: 40 };
const pattern = /((?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(?:<=|>=|[-+*/^()?:,<>])/y;
const functions: ReadonlySet<string> = new Set(functionNames);

const refusals: readonly [characters: string, reason: string][] = [
  ['=', 'assignments and tests for equality are not allowed; compare with < <= > >='],
  ['!', 'factorials and tests for inequality are not allowed; compare with < <= > >='],
  ['.', 'a dot is allowed only inside a number, as in 0.5'],
  ['[]', 'matrices are not allowed'],
  ['{}', 'objects are not allowed'],
  ['"\'`', 'strings are not allowed'],
  [';', 'only a single expression is allowed'],
  ['&|~', 'logical and bitwise operators are not allowed'],
];

/**
 * The expression cut into numbers, names and signs, all of them allowed, each name used as what it is. mathjs' own tree
 * knows no positions; this reading gives every refusal one, and bounds what mathjs is asked to parse.
 * @throws ExpressionError
 */
export function readTokens(text: string, variables: readonly string[]): Token[] {
  if (text.length > limits.characters) {
    throw new ExpressionError(
      `the expression has ${text.length} characters; at most ${limits.characters} are allowed`,
      limits.characters,
    );
  }
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    if (/\s/.test(text[offset]!)) {
      offset++;
      continue;
    }
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match === null) {
      const character = String.fromCodePoint(text.codePointAt(offset)!);
      const reason = refusals.find(([characters]) => characters.includes(character))?.[1] ?? 'this is not allowed here';
      throw new ExpressionError(`"${character}": ${reason}`, offset);
    }
    const [word, number, name] = match;
    tokens.push({ kind: number ? 'number' : name ? 'name' : 'sign', text: word, offset });
    offset = pattern.lastIndex;
  }
  if (tokens.length > limits.tokens) {
    const first = tokens[limits.tokens]!;
    throw new ExpressionError(`the expression has more than ${limits.tokens} numbers, names and signs`, first.offset);
  }
  tokens.forEach((token, i) => {
    if (token.kind === 'name') checkName(token, tokens[i - 1], tokens[i + 1], variables);
  });
  checkBrackets(tokens);
  return tokens;
}

/** `x`, or `x1 … x30`. */
export function namesOf(variables: readonly string[]): string {
  return variables.length > 3 ? `${variables[0]} … ${variables.at(-1)}` : variables.join(', ');
}

function checkName(
  token: Token,
  before: Token | undefined,
  after: Token | undefined,
  variables: readonly string[],
): void {
  const { text, offset } = token;
  const called = after?.text === '(';
  if (functions.has(text)) {
    if (!called) throw new ExpressionError(`"${text}" is a function: write ${text}(…)`, offset);
  } else if (variables.includes(text) || constants.has(text)) {
    if (called) throw new ExpressionError(`"${text}" is not a function: write ${text} * (…)`, offset);
    if (before?.kind === 'number' && before.offset + before.text.length === offset && before.text === '0') {
      throw new ExpressionError(`"0${text}" begins like a number in another base: write 0 * ${text}`, before.offset);
    }
  } else {
    const known = `the variable${variables.length > 1 ? 's' : ''} ${namesOf(variables)}, the constants ${[...constants.keys()].join(', ')}, the functions ${functionNames.join(', ')}`;
    throw new ExpressionError(`"${text}" is not known here; there are ${known}`, offset);
  }
}

/** Nesting is bounded and every ":" belongs to a "?" of the same bracket (elsewhere mathjs reads a range). */
function checkBrackets(tokens: readonly Token[]): void {
  const open = [0];
  for (const { text, offset } of tokens) {
    const last = open.length - 1;
    if (text === '(') open.push(0);
    else if (text === ')') open.pop();
    else if (text === '?') open[last]! += 1;
    else if (text === ':') open[last]! -= 1;
    if (open.length === 0) throw new ExpressionError('")" closes no bracket', offset);
    if (open.length > limits.nesting) {
      throw new ExpressionError(`brackets are nested more than ${limits.nesting} deep`, offset);
    }
    if (open[open.length - 1]! < 0) throw new ExpressionError('":" belongs to no "?"; ranges are not allowed', offset);
  }
}
