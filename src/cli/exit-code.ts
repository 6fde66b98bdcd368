/** Exit codes of the command line, as documented in `odepth --help`. */
export const exitCode = {
  ok: 0,
  /** A defect of odepth itself. */
  internal: 1,
  /** The scenario, an argument or a record cannot be used as it is. */
  badInput: 2,
  /** The computation was refused or could not be completed. */
  notComputed: 3,
  /** The record could not be written. */
  notWritten: 4,
  /** `compare` found differences beyond the threshold. */
  different: 5,
  /** `work` was asked to stop: the part under way is finished and kept, others are left to do. */
  toBeContinued: 75,
  /** Stopped by Ctrl-C; what was complete has been written. */
  interrupted: 130,
} as const;

export const exitCodeHelp = `
Exit codes:
  0    done
  1    a defect of odepth itself
  2    the scenario, an argument or a record cannot be used as it is
  3    the computation was refused or could not be completed
  4    the record could not be written
  5    compare: the records differ beyond the threshold
  75   work: stopped by a signal between two parts; start it again to go on
  130  stopped by Ctrl-C; what was complete has been written`;
