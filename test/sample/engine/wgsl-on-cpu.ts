/**
 * Runs the straight-line functions of a WGSL text (`let` and `return` only) on one lane, every operation rounded to float32 or
 * to 32-bit integers: what a device that rounds correctly would give, where there is none.
 */
type Kind = 'F' | 'U' | 'I' | 'bool' | 'vector';
interface Value {
  readonly kind: Kind;
  readonly numbers: readonly number[];
}
type Expression = (names: ReadonlyMap<string, Value>) => Value;
interface Function {
  readonly parameters: readonly string[];
  readonly steps: readonly { readonly name: string; readonly value: Expression }[];
  readonly result: Expression;
}

const binding: Readonly<Record<string, number>> = {
  ...{
    '*': 7,
    '/': 7,
    '+': 6,
    '-': 6,
    '<<': 5,
    '>>': 5,
    '<': 4,
    '>': 4,
    '<=': 4,
    '>=': 4,
    '==': 3,
    '&': 2,
    '^': 1,
    '|': 0,
  },
};
const kinds: Readonly<Record<string, Kind>> = { F: 'F', f32: 'F', U: 'U', u32: 'U', I: 'I', i32: 'I' };
const scratch = new DataView(new ArrayBuffer(4));

function make(kind: Kind, x: number): Value {
  const rounded = kind === 'F' ? Math.fround(x) : kind === 'U' ? x >>> 0 : kind === 'I' ? x | 0 : Number(x);
  return { kind, numbers: [rounded] };
}
const numberOf = ({ numbers }: Value) => numbers[0]!;
const truth = (x: boolean): Value => ({ kind: 'bool', numbers: [Number(x)] });

function operate(operator: string, left: Value, right: Value): Value {
  const [kind, x, y] = [left.kind, numberOf(left), numberOf(right)];
  switch (operator) {
    case '*':
      return make(kind, kind === 'F' ? x * y : Math.imul(x, y));
    case '/':
      return make(kind, x / y);
    case '+':
      return make(kind, x + y);
    case '-':
      return make(kind, x - y);
    case '<<':
      return make(kind, x << y);
    case '>>':
      return make(kind, kind === 'U' ? x >>> y : x >> y);
    case '&':
      return make(kind, x & y);
    case '^':
      return make(kind, x ^ y);
    case '|':
      return make(kind, x | y);
    case '<':
      return truth(x < y);
    case '>=':
      return truth(x >= y);
    case '==':
      return truth(x === y);
    default:
      throw new Error(`operator ${operator}`);
  }
}

function bitcast(to: Kind, value: Value): Value {
  if (value.kind === 'F') scratch.setFloat32(0, numberOf(value));
  else scratch.setUint32(0, numberOf(value) >>> 0);
  return make(to, to === 'F' ? scratch.getFloat32(0) : scratch.getUint32(0));
}

function roundToEven(x: number): number {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}

/** The built-in functions in use; `fused` says whether fma rounds once or twice, which WGSL leaves open. */
function builtIn(name: string, args: readonly Value[], fused: boolean): Value | null {
  const [x = 0, y = 0, z = 0] = args.map(numberOf);
  const kind = args[0]!.kind;
  switch (name) {
    case 'fma':
      return make('F', (fused ? x * y : Math.fround(x * y)) + z);
    case 'sqrt':
      return make('F', Math.sqrt(x));
    case 'abs':
      return make(kind, Math.abs(x));
    case 'round':
      return make('F', roundToEven(x));
    case 'min':
      return make(kind, Math.min(x, y));
    case 'max':
      return make(kind, Math.max(x, y));
    case 'clamp':
      return make(kind, Math.min(Math.max(x, y), z));
    case 'select':
      return z === 1 ? args[1]! : args[0]!;
    case 'countLeadingZeros':
      return make(kind, Math.clz32(x));
    default:
      return null;
  }
}

/** Functions of a WGSL text by name. Those with loops are left out. */
export class WgslOnCpu {
  readonly #functions = new Map<string, Function>();
  readonly #fused: boolean;

  constructor(text: string, fused: boolean) {
    this.#fused = fused;
    for (const [, name, parameters, body] of text.matchAll(/^fn (\w+)\(([^)]*)\)[^{]*\{\n?([\s\S]*?)^\}/gm)) {
      if (body!.includes('var ')) continue;
      const steps: { name: string; value: Expression }[] = [];
      for (const statement of body!.replace(/\/\/.*$/gm, '').split(';')) {
        const [, target, expression] = /^\s*(?:let (\w+) =|return)\s([\s\S]*)$/.exec(statement) ?? [];
        if (expression !== undefined) steps.push({ name: target ?? '', value: this.#parse(expression) });
      }
      this.#functions.set(name!, {
        parameters: parameters!.split(',').map((parameter) => parameter.split(':')[0]!.trim()),
        steps: steps.slice(0, -1),
        result: steps.at(-1)!.value,
      });
    }
  }

  /** f(x, …) of float32 arguments. */
  float(name: string, ...args: number[]): number {
    return numberOf(
      this.#call(
        name,
        args.map((x) => make('F', x)),
      ),
    );
  }

  /** f(v, …) of words, the first `words` arguments, and float32 after them. */
  ofWords(name: string, words: readonly number[], ...floats: number[]): readonly number[] {
    return this.#call(name, [...words.map((x) => make('U', x)), ...floats.map((x) => make('F', x))]).numbers;
  }

  #call(name: string, args: readonly Value[]): Value {
    const { parameters, steps, result } = this.#functions.get(name)!;
    const names = new Map(parameters.map((parameter, i) => [parameter, args[i]!]));
    for (const step of steps) names.set(step.name, step.value(names));
    return result(names);
  }

  #parse(text: string): Expression {
    const tokens = text.match(/0x[\da-f]+u|\d[\d.]*(?:e[-+]?\d+)?u?|\w+|<<|>>|[<>=]=|[^\s\w]/g)!;
    let at = 0;
    const expect = (token: string) => {
      if (tokens[at++] !== token) throw new Error(`expected ${token} at ${tokens.slice(at - 1).join(' ')}`);
    };
    const list = (): Expression[] => {
      const args: Expression[] = [];
      expect('(');
      while (tokens[at] !== ')') {
        args.push(level(0));
        if (tokens[at] === ',') at++;
      }
      expect(')');
      return args;
    };
    const primary = (): Expression => {
      const token = tokens[at++]!;
      if (token === '(') {
        const inner = level(0);
        expect(')');
        return inner;
      }
      if (token === '-' || token === '~') {
        const inner = primary();
        return (names) => {
          const value = inner(names);
          return make(value.kind, token === '-' ? -numberOf(value) : ~numberOf(value));
        };
      }
      if (/^\d/.test(token)) {
        const value = token.endsWith('u') ? make('U', Number(token.slice(0, -1))) : make('F', Number(token));
        return () => value;
      }
      const generic = tokens[at] === '<' && (token === 'bitcast' || token === 'vec4') ? tokens[at + 1]! : null;
      if (generic !== null) at += 3;
      if (tokens[at] !== '(') return (names) => names.get(token)!;
      const args = list();
      return (names) =>
        this.#apply(
          token,
          generic,
          args.map((arg) => arg(names)),
        );
    };
    const level = (least: number): Expression => {
      let left = primary();
      for (;;) {
        const operator = tokens[at]!;
        const own = binding[operator];
        if (own === undefined || own < least) return left;
        at++;
        const [first, second] = [left, level(own + 1)];
        left = (names) => operate(operator, first(names), second(names));
      }
    };
    return level(0);
  }

  #apply(name: string, generic: string | null, args: readonly Value[]): Value {
    if (name === 'vec4') return { kind: 'vector', numbers: args.map(numberOf) };
    if (name === 'bitcast') return bitcast(kinds[generic!]!, args[0]!);
    const kind = kinds[name];
    if (kind !== undefined) return make(kind, numberOf(args[0]!));
    return builtIn(name, args, this.#fused) ?? this.#call(name, args);
  }
}
