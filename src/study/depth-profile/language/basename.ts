/** What a stream is called that has no label: the name of its file without ending, of its entry, or of its folder, and no * in it. */
export function basename(reference: string): string {
  const last = reference
    .split(/[/\\]/)
    .filter((step) => step !== '')
    .at(-1)!;
  const entry = last.split(':').at(-1)!;
  const plain = entry.replace(/\.(npy|npz)$/i, '').replace(/[-_.]?\*[-_.]?/, '');
  return plain.replaceAll(/[:,]/g, ' ').slice(0, 60).trim() || 'stream';
}
