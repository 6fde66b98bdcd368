import type { Json } from '../../../record/json.ts';
import type { SeriesRow } from '../../../record/series.ts';
import { readRichnessScenario } from '../language/resolved-scenario.ts';
import type { RichnessQuantity } from '../quantities.ts';
import { initialMark } from '../richness-rows.ts';
import type { RichnessScenario } from '../richness-scenario.ts';

/** A number with its error. */
export interface Measured {
  readonly value: number;
  /** Standard error; 0 where there is none. */
  readonly error: number;
}

/** A network of the record: a training step (0 where there is one checkpoint), or the one that was initialised. */
export type Network = number | typeof initialMark;

/** The numbers of a record, by name. */
export class RichnessData {
  readonly scenario: RichnessScenario;
  /** Training steps; 0 where there is one checkpoint. */
  readonly steps: readonly number[];
  readonly #rows = new Map<string, Measured>();

  /** @throws RangeError where scenario.json is none of a study of richness */
  constructor(scenario: Json, rows: readonly SeriesRow[]) {
    this.scenario = readRichnessScenario(scenario);
    this.steps = this.scenario.checkpoints.map(({ step }) => step ?? 0);
    for (const { quantity, component, t, value, error } of rows) {
      this.#rows.set(`${quantity} ${component} ${t}`, { value, error });
    }
  }

  get isSeries(): boolean {
    return this.steps.length > 1;
  }

  get last(): number {
    return this.steps.at(-1)!;
  }

  at(quantity: RichnessQuantity, network: Network, component = ''): Measured | undefined {
    if (network !== initialMark) return this.#rows.get(`${quantity} ${component} ${network}`);
    const own = [initialMark, component].filter((part) => part !== '').join(':');
    return this.#rows.get(`${quantity} ${own} 0`);
  }

  /** D_LR by the estimator of the scenario. */
  richness(network: Network): Measured | undefined {
    return this.at('D_LR', network, this.scenario.estimator);
  }

  /** The numbers of k = 1, 2, … */
  family(quantity: RichnessQuantity, network: Network): Measured[] {
    const found: Measured[] = [];
    for (let k = 1; ; k++) {
      const one = this.at(quantity, network, String(k));
      if (!one) return found;
      found.push(one);
    }
  }

  /** Networks with a spectrum: before training, if any, and after. */
  spectra(): Network[] {
    const networks: Network[] = [initialMark, ...new Set([this.steps[0]!, this.last])];
    return networks.filter((network) => this.at('eigenvalue', network, '1') !== undefined);
  }

  /** What a network is called in legends. */
  name(network: Network): string {
    if (network === initialMark) return 'as initialised';
    return this.isSeries ? `step ${network}` : 'trained';
  }
}
