/** Why a job cannot be read or used as it is: a message for the user, with the path and what to do. */
export class JobError extends Error {
  override name = 'JobError';
}
