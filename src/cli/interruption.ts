/** Signals that ask a process to stop. */
export interface StopSignals {
  readonly ask: readonly NodeJS.Signals[];
  /** Those that end the process at once when they come after another. */
  readonly insist: readonly NodeJS.Signals[];
}

const ofTerminal: StopSignals = { ask: ['SIGINT', 'SIGTERM'], insist: ['SIGINT', 'SIGTERM'] };

/** Turns Ctrl-C (SIGINT) and SIGTERM into an AbortSignal; a second Ctrl-C ends the process at once. */
export function interruption(
  stream: NodeJS.WriteStream,
  { ask, insist }: StopSignals = ofTerminal,
): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      if (insist.includes(signal)) process.exit(130);
      return;
    }
    controller.abort();
    stream.write('\nodepth: stopping; finishing what is under way (Ctrl-C again to leave at once)\n');
  };
  for (const signal of ask) process.on(signal, stop);
  return {
    signal: controller.signal,
    release() {
      for (const signal of ask) process.off(signal, stop);
    },
  };
}
