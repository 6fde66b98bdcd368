import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Speed } from '../study/engines/clock.ts';
import type { PeerRow } from '../study/engines/ratios.ts';
import { packageRoot } from './version.ts';

/** Scripts of bench/peers, by the library they need. */
const scripts = { numpy: 'block_law_numpy.py', torch: 'block_law_torch.py' } as const;
/** A script that takes longer is given up. */
const longest = 120_000;

/** What a script prints for each measurement. */
interface PeerMeasurement extends Omit<PeerRow, 'speeds'> {
  readonly speed: number;
  readonly wall: number;
}

export interface PeerSize {
  readonly width: number;
  readonly layers: number;
  /** Each measurement, roughly. */
  readonly seconds: number;
}

/** Libraries that python3 has, timed round by round beside the engines. */
export class Peers {
  /** Why a library is not in the comparison, a sentence each. */
  readonly missing: string[] = [];
  readonly #rows = new Map<string, { about: Omit<PeerRow, 'speeds'>; speeds: Speed[] }>();
  readonly #size: PeerSize;

  constructor(size: PeerSize) {
    this.#size = size;
  }

  /** Every library once. One that cannot be had is named the first time, and not asked again. */
  async round(): Promise<void> {
    for (const [library, script] of Object.entries(scripts)) {
      if (this.missing.some((sentence) => sentence.startsWith(library))) continue;
      const answer = await this.#ask(script);
      if (typeof answer === 'string') this.missing.push(`${library} is left out: ${answer}`);
      else for (const one of answer) this.#add(one);
    }
  }

  rows(): PeerRow[] {
    return [...this.#rows.values()].map(({ about, speeds }) => ({ ...about, speeds }));
  }

  #add({ speed, wall, ...about }: PeerMeasurement): void {
    const key = JSON.stringify(about);
    const row = this.#rows.get(key) ?? { about, speeds: [] };
    row.speeds.push({ processor: speed, wall });
    this.#rows.set(key, row);
  }

  /** Measurements, or why there are none. */
  #ask(script: string): Promise<PeerMeasurement[] | string> {
    const path = fileURLToPath(new URL(`bench/peers/${script}`, packageRoot));
    if (!existsSync(path)) return Promise.resolve(`${path} is not there`);
    const { width, layers, seconds } = this.#size;
    const size = ['--width', `${width}`, '--layers', `${layers}`, '--seconds', `${seconds}`, '--threads', '1'];
    return new Promise((resolve) => {
      const child = spawn('python3', [path, ...size], { stdio: ['ignore', 'pipe', 'pipe'], timeout: longest });
      let output = '';
      let complaint = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
      });
      child.stderr.on('data', (chunk) => {
        complaint += chunk;
      });
      child.on('error', () => resolve('there is no python3'));
      child.on('close', (code, signal) => {
        if (signal !== null) resolve(`it took more than ${longest / 1000} s`);
        else if (code !== 0) resolve(complaint.trim().split('\n').at(-1) || `python3 ended with code ${code}`);
        else resolve(JSON.parse(output) as PeerMeasurement[]);
      });
    });
  }
}
