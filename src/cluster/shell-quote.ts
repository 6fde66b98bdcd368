/** A word as sh reads it back: as it is where it is plain, in single quotes otherwise. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Words as one command line of sh. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
