/** An expression that cannot be an activation; `message` says which part and why. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** Where the offending part starts, in characters from 0; the text's length when something is missing at its end. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}
