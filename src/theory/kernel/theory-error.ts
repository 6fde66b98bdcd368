/** The theory cannot answer for this ensemble: what was asked, what came, what to do. */
export class TheoryError extends Error {
  override name = 'TheoryError';
}
