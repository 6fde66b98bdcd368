import { printable } from '../record/harmless.ts';
import type { StudyProgress } from '../study/host.ts';

const secondsBetweenLines = 30;
const secondsBetweenRedraws = 0.1;

/** Shows how a run goes: one redrawn line on a terminal, a line every 30 s otherwise. */
export class ProgressDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #now: () => number;
  readonly #began: number;
  #lastShown: number;
  #lineOpen = false;

  constructor(stream: NodeJS.WriteStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.#began = now();
    this.#lastShown = stream.isTTY ? Number.NEGATIVE_INFINITY : this.#began;
  }

  readonly report = (progress: StudyProgress): void => {
    const now = this.#now();
    const pause = this.#stream.isTTY ? secondsBetweenRedraws : secondsBetweenLines;
    const last = progress.stage === 'sampling' && progress.done >= progress.of;
    if (now - this.#lastShown < pause && !(last && this.#lineOpen)) return;
    this.#lastShown = now;
    this.#show(printable(describe(progress, now - this.#began)));
  };

  /** Leave the line, if one is being redrawn. */
  close(): void {
    if (this.#lineOpen) this.#stream.write('\n');
    this.#lineOpen = false;
  }

  #show(text: string): void {
    if (!this.#stream.isTTY) {
      this.#stream.write(`${text}\n`);
      return;
    }
    const width = this.#stream.columns ?? 80;
    this.#stream.write(`\r\x1b[2K${text.slice(0, width - 1)}`);
    this.#lineOpen = true;
  }
}

function describe(progress: StudyProgress, elapsed: number): string {
  if (progress.stage === 'theory') return `theory: ${progress.what}`;
  if (progress.stage === 'solving') return `${progress.part}: ${progress.state}  ${duration(elapsed)}`;
  const { done, of, kept = 0, standardError, goal, watched, samplingSeconds, part } = progress;
  const rate = (done - kept) / Math.max(samplingSeconds, 1e-3);
  const left = (of - done) / Math.max(rate, 1e-9);
  const share = Math.floor((100 * done) / of);
  const speed = rate < 100 ? rate.toPrecision(3) : rate.toFixed(0);
  const error = Number.isFinite(standardError)
    ? `  s.e. ${watched} ${standardError.toPrecision(2)}${goal === undefined ? '' : ` of ${goal}`}`
    : '';
  const about = goal === undefined ? '' : '~';
  const where = part === undefined ? '' : `${part}: `;
  return `${where}${done}/${about}${of} networks (${share} %)  ${speed}/s  ${duration(elapsed)}, ${duration(left)} left${error}`;
}

/** 42 s, 3 min 05 s, 2 h 10 min. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
