/** Turns Ctrl-C (SIGINT) and SIGTERM into an AbortSignal; a second Ctrl-C ends the process at once. */
export function interruption(stream: NodeJS.WriteStream): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    stream.write('\nodepth: stopping; finishing what is under way (Ctrl-C again to leave at once)\n');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
