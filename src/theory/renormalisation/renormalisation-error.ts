/** Where bad data lie: all counted from 0. */
export interface StreamPlace {
  readonly layer?: number;
  readonly row?: number;
  readonly column?: number;
}

/** A chain, a spectrum or a residual stream does not determine what was asked: what was expected, what came, what to do. */
export class RenormalisationError extends Error {
  override readonly name = 'RenormalisationError';
  readonly place: StreamPlace | undefined;

  constructor(message: string, place?: StreamPlace) {
    super(message);
    this.place = place;
  }
}
