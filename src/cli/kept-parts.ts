import { PartFolder, partFolderOf } from '../record/part-store.ts';
import type { PartStore } from '../study/host.ts';

/** The parts beside a record, for one run. */
export class KeptParts implements PartStore {
  readonly #folder: PartFolder;
  readonly #fresh: boolean;
  readonly #written = new Set<string>();

  /** @param fresh whether what earlier runs have left is to be computed again */
  constructor(record: string, fresh: boolean) {
    this.#folder = new PartFolder(partFolderOf(record));
    this.#fresh = fresh;
  }

  /** Parts that this run has kept. */
  get written(): number {
    return this.#written.size;
  }

  async read(name: string): Promise<Uint8Array | null> {
    return this.#fresh && !this.#written.has(name) ? null : this.#folder.read(name);
  }

  async write(name: string, content: Uint8Array): Promise<void> {
    await this.#folder.write(name, content);
    this.#written.add(name);
  }
}
