/** Which columns of the rows of data are meant. */
export type RowPart = 'features' | 'outputs' | 'targets' | 'initialFeatures' | 'labels';

/** Where bad data lie: row and column count from 0, over all blocks. */
export interface RowPlace {
  readonly part: RowPart;
  readonly row?: number;
  readonly column?: number;
}

/** The data do not determine a measure of richness: what was asked, what came, what to do. */
export class RichnessError extends Error {
  override readonly name = 'RichnessError';
  readonly place: RowPlace | undefined;

  constructor(message: string, place?: RowPlace) {
    super(message);
    this.place = place;
  }
}
