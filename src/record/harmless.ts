/**
 * Characters that steer a terminal or the direction of text, or are not seen: controls but the tab, marks, embeddings and
 * isolates of direction, zero-width and deprecated format characters, tags, and halves of surrogate pairs.
 */
const steering =
  /(?!\t)[\p{Cc}\p{Cs}\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** A text on one line made safe to print, one for one: what a scenario or a record says must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(steering, '\ufffd');
}

/** A text of several lines made safe to print: every such character but the line break becomes U+FFFD. */
export function harmless(text: string): string {
  return text.replace(steering, (character) => (character === '\n' ? '\n' : '\ufffd'));
}

/** JSON text in which such characters are escapes: it means the same and can be shown. */
export function harmlessJson(text: string): string {
  return text.replace(steering, (character) =>
    character === '\n'
      ? '\n'
      : Array.from({ length: character.length }, (_, i) => escaped(character.charCodeAt(i))).join(''),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
