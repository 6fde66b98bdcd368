/** Seconds on two clocks, both monotonic; the command line provides them. */
export interface Clock {
  /** Of the wall. */
  readonly wall: () => number;
  /** Of the processor, all threads of this process together. */
  readonly processor: () => number;
}

/** Neuron·input·layer updates of some networks, per second. */
export interface Speed {
  /** Per second of the wall. */
  readonly wall: number;
  /** Per second of one processor core. */
  readonly processor: number;
}
