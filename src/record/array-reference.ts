/** How an array is named in a scenario or on the command line: `file.npy`, or `file.npz:name`. */
export interface ArrayReference {
  readonly file: string;
  /** Its name in a .npz file; null for a .npy file. */
  readonly entry: string | null;
}

/** What a text names; null where it ends in neither .npy nor .npz:NAME. */
export function parseArrayReference(text: string): ArrayReference | null {
  const entry = /^(.+\.npz):([^:/\\]+)$/i.exec(text);
  if (entry) return { file: entry[1]!, entry: entry[2]!.replace(/\.npy$/, '') };
  return /\.npy$/i.test(text) ? { file: text, entry: null } : null;
}

/** Inverse of `parseArrayReference`. */
export function referenceText({ file, entry }: ArrayReference): string {
  return entry === null ? file : `${file}:${entry}`;
}
