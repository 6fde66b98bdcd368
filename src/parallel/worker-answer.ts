/** What a worker sends back for a task: its result, or why there is none. */
export type WorkerAnswer<Result> = { readonly result: Result } | WorkerFailure;

/** What a worker threw, as it can be sent. */
export interface WorkerFailure {
  readonly failure: string;
  /** Class of the error, by which the command line knows whether it is for the user. */
  readonly name?: string;
}

/** An error as a worker's answer. */
export function failureOf(error: unknown): WorkerFailure {
  return error instanceof Error ? { failure: error.message, name: error.name } : { failure: String(error) };
}
