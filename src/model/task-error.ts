/** Why data cannot be made; the message is part of a sentence: what came instead of usable data. */
export class TaskError extends Error {
  override readonly name = 'TaskError';
  /** Which of the data is meant: a place for a scenario's complaint. */
  readonly subject: 'inputs' | 'targets' | { readonly target: number };

  constructor(message: string, subject: TaskError['subject']) {
    super(message);
    this.subject = subject;
  }
}
