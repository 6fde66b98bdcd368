import { arraysIn } from './array-access.ts';
import { PointsFileError, type RecordAccess } from './kind.ts';

/** Records by their path from a folder. */
export function recordsIn(folder: string): RecordAccess {
  const arrays = arraysIn(folder, true);
  const reference = (record: string, array: string) => `${record}/arrays.npz:${array}`;
  return {
    async read(record) {
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
      const { arrayNames } = await import('../record/array-file.ts');
      const file = `${folder}/${record}/arrays.npz`;
      return arrayNames(file).includes(array) ? arrays.describe(reference(record, array)) : null;
    },
    numbers: async (record, array) => arrays.numbers(reference(record, array)),
  };
}
