import { type ImageFolder, missingImageFiles, readImageFolder } from '../../record/image-folder.ts';
import type { DataSetName, RichnessTrainingScenario } from './training-scenario.ts';

/** Where the Debian package dataset-fashion-mnist puts its files. */
const fashionFolder = '/usr/share/datasets/fashion-mnist';

/** SHA-256 of shape and elements of the files of Fashion-MNIST (Xiao, Rasul & Vollgraf, arXiv 1708.07747). */
const fashionDigests: Readonly<Record<string, string>> = {
  'train-images-idx3-ubyte': '9b9ee384e58f04272cab8480f1174a91d889f4cb2ed0918ec8672dd3e620352f',
  'train-labels-idx1-ubyte': '76468c9744c0c094069ed12de9483a09f07dfec18a055bcfe7b9cca174fb33c9',
  't10k-images-idx3-ubyte': 'ec4dac4c2f1c1db720c78ed98436993764605749dfb119b45171d1d934b7a965',
  't10k-labels-idx1-ubyte': '906ffe87769adc5b37574b87a8dd2001627c9be4948ac71d4436a8b36570619a',
};

/** Data sets that are files. */
type ReadDataSet = Exclude<DataSetName, 'synthetic'>;

/** Why a data set cannot be had here. */
export class DataSetError extends Error {
  override readonly name = 'DataSetError';
}

/** The data set a study reads; null where it reads none. */
export function dataSetOf({ variants }: Pick<RichnessTrainingScenario, 'variants'>): ReadDataSet | null {
  const { task } = variants[0]!;
  if (!('images' in task) || task.images.dataset === 'synthetic') return null;
  return task.images.dataset;
}

/** Where a data set is looked for; null where it must be said. */
export function folderOf(dataset: ReadDataSet, given: string | undefined): string | null {
  return given ?? (dataset === 'fashion-mnist' ? fashionFolder : null);
}

/** Why a data set cannot be used here, in a sentence with what to do; null where its files are there. */
export async function dataSetTrouble(dataset: ReadDataSet, given: string | undefined): Promise<string | null> {
  const folder = folderOf(dataset, given);
  if (folder === null) return 'dataset: idx: say where its four files are: --data FOLDER.';
  const missing = await missingImageFiles(folder);
  if (missing.length === 0) return null;
  const advice =
    dataset === 'fashion-mnist'
      ? 'install the Debian package: apt-get install dataset-fashion-mnist; or name a folder with the four files: --data FOLDER'
      : 'name a folder that has them, plain or with .gz: --data FOLDER';
  return `dataset: ${dataset}: ${folder} has no ${missing.join(', ')}. ${advice}.`;
}

/** Reads a data set. @throws DataSetError, ImageFolderError where it cannot be used, or is not the one it is called */
export async function loadDataSet(dataset: ReadDataSet, given: string | undefined): Promise<ImageFolder> {
  const trouble = await dataSetTrouble(dataset, given);
  if (trouble !== null) throw new DataSetError(trouble);
  const images = await readImageFolder(folderOf(dataset, given)!);
  if (dataset !== 'fashion-mnist') return images;
  const other = Object.keys(fashionDigests).find((name) => images.digests[name] !== fashionDigests[name]);
  if (other === undefined) return images;
  throw new DataSetError(
    `dataset: fashion-mnist: ${other} is not the file of Fashion-MNIST. For images of your own: dataset: idx with --data FOLDER.`,
  );
}
