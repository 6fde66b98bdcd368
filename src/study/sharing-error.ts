/** A scenario that cannot be shared out among workers; the message says what to write instead. */
export class SharingError extends Error {
  override name = 'SharingError';
}
