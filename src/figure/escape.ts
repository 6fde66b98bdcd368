const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML does not allow, and those that turn the direction of what follows: a name must not rearrange the numbers beside it. */
const unfit = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff\u202a-\u202e\u2066-\u2069]/gu;

/** Markup, or text, without such characters. */
export function withoutUnfit(text: string): string {
  return text.replace(unfit, '');
}

/** Text made safe for HTML and SVG content and attributes; characters that do not belong there are dropped. */
export function escapeMarkup(text: string): string {
  return withoutUnfit(text).replace(/[&<>"']/g, (character) => entities[character]!);
}
