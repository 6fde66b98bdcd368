import { Lexer } from 'yaml';

/** Blocks and brackets within each other. */
export const maximumDepth = 64;
/** Words, signs, spaces and line breaks: the parser takes about ten microseconds for each. */
export const maximumTokens = 80_000;

/** What a text goes beyond, and where. */
export interface Overstepped {
  readonly limit: 'nesting' | 'tokens';
  /** In UTF-16 units from the start of the text. */
  readonly offset: number;
}

/**
 * The first place where a YAML text is nested too deeply or has too many tokens; null where it is neither. Looked for in
 * the tokens alone, before anything is made of them: the parser takes time in proportion to the square of the depth. Blocks nested line below line are
 * left to the reader of the tree: their indentation bounds them.
 */
export function overstepped(text: string): Overstepped | null {
  let offset = 0;
  let tokens = 0;
  let brackets = 0;
  let inLine = 0;
  for (const token of new Lexer().lex(text)) {
    const place = offset;
    // A byte-order mark, the start of a document and a scalar are announced by one character that is not in the text.
    if (!marks.has(token)) offset += token.length;
    if (++tokens > maximumTokens) return { limit: 'tokens', offset: place };
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets = Math.max(0, brackets - 1);
    else if (token === '-' || token === '?') inLine++;
    else if (token === '\n' || token === '\r\n') inLine = 0;
    if (brackets > maximumDepth || inLine > maximumDepth) return { limit: 'nesting', offset: place };
  }
  return null;
}

const marks: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);
