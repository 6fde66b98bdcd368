/** Lets what waits outside of promises (signals, messages, timers) be handled: long work that never waits calls it now and then. */
export function letEventsIn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
