import { arraysIn, refuseFile } from './array-access.ts';
import { PointsFileError, type RecordAccess } from './kind.ts';

/**
 * Records by their path from a folder.
 * @param places real paths of folders that a record must lie in, links followed; 'everywhere' for records that the user names
 */
export function recordsIn(folder: string, places: readonly string[] | 'everywhere'): RecordAccess {
  const arrays = arraysIn(folder, true);
  const reference = (record: string, array: string) => `${record}/arrays.npz:${array}`;
  const refuseElsewhere = async (record: string): Promise<void> => {
    if (places === 'everywhere') return;
    const { isInside, realPath } = await import('../record/whole-file.ts');
    const real = await realPath(`${folder}/${record}`).catch(refuseFile);
    if (!places.some((place) => isInside(place, real))) throw new PointsFileError(elsewhere);
  };
  const arraysOf = async (record: string): Promise<string> => {
    await refuseElsewhere(record);
    const { realPathInside } = await import('../record/whole-file.ts');
    const file = await realPathInside(`${folder}/${record}`, 'arrays.npz').catch(refuseFile);
    if (file === null) throw new PointsFileError('a record whose arrays.npz is a link that leaves it');
    return file;
  };
  return {
    async read(record) {
      await refuseElsewhere(record);
      const { readRecord } = await import('../record/read.ts');
      const { RecordError } = await import('../record/error.ts');
      try {
        const { manifest, scenario, rows } = await readRecord(`${folder}/${record}`);
        const { name, kind, digest, files } = manifest;
        const series = files.find(({ path }) => path === 'series.csv')!.sha256;
        return { name, kind, digest, scenario, rows, series };
      } catch (error) {
        if (error instanceof RecordError) throw new PointsFileError(error.message);
        throw error;
      }
    },
    async describe(record, array) {
      const file = await arraysOf(record);
      const { arrayNames } = await import('../record/array-file.ts');
      let names: readonly string[];
      try {
        names = arrayNames(file);
      } catch (error) {
        return refuseFile(error);
      }
      return names.includes(array) ? arrays.describe(reference(record, array)) : null;
    },
    async numbers(record, array) {
      await arraysOf(record);
      return arrays.numbers(reference(record, array));
    },
  };
}

const elsewhere =
  "a record outside the scenario's folder, and in no results folder above it; name the folder that holds both with --data, and the record by its path from there";
