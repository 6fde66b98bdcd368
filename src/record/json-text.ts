import type { Json } from './json.ts';

/** Lists and objects within each other. */
const mostNested = 100;

/** JSON read from a file. @throws SyntaxError for what is none, and for lists and objects more than a hundred deep, which would exhaust memory or stack */
export function parseJsonText(text: string): Json {
  refuseDeep(text);
  return JSON.parse(text);
}

function refuseDeep(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) {
      at = closingQuote(text, at);
      if (at < 0) return;
    } else if (unit === openBracket || unit === openBrace) {
      if (++depth > mostNested) throw new SyntaxError(`it is nested more than ${mostNested} deep`);
    } else if (unit === closeBracket || unit === closeBrace) depth--;
  }
}

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** Where the text that opens at `start` ends; −1 where it does not. */
function closingQuote(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at);
    if (at < 0) return -1;
    let before = at;
    while (text.charCodeAt(before - 1) === backslash) before--;
    if ((at - before) % 2 === 0) return at;
  }
}
