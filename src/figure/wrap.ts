/** A text broken between words into lines of at most `characters`; a longer word has a line of its own. */
export function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= characters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A character's width relative to the font size, as Vega reserves it where it cannot measure: lines that exceed it would widen the figure. */
export const reservedWidth = 0.8;
