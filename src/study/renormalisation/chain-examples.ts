import { ChainSampler, maskPositions, type SequenceRange } from '../../theory/renormalisation/sample-chain.ts';
import { sequenceExamples, type TokenExamples, windowExamples } from '../../train/data/masked-tokens.ts';
import type { BatchSource } from '../../train/training.ts';
import { chainOfChoice } from './chain-of-choice.ts';
import type { PointPlan } from './renormalisation-scenario.ts';

/** Some sequences of a chain, what is masked of them, and the examples that a network is given. */
export interface ChainPart {
  /** count × T symbols. */
  readonly sequences: Int32Array;
  /** count × k positions, ascending in each sequence. */
  readonly masked: Int32Array;
  readonly examples: TokenExamples;
}

/** The examples of one network: fresh sequences, numbered from 0; those of training and of measurement have no word in common. */
export class ChainExamples implements BatchSource {
  readonly #plan: PointPlan;
  readonly #use: SequenceRange['use'];
  readonly #sampler: ChainSampler;

  constructor(plan: PointPlan, use: SequenceRange['use']) {
    this.#plan = plan;
    this.#use = use;
    this.#sampler = new ChainSampler(chainOfChoice(plan.chain));
  }

  /** The examples of a training step. */
  batch(step: number): TokenExamples {
    const { batch } = this.#plan.training;
    return this.part(step * batch, batch).examples;
  }

  /** Sequences `first` to `first + count`; a network without mixing across sequences is asked at `places`, or where it is masked. */
  part(first: number, count: number, places?: Int32Array): ChainPart {
    const { sequence, network, seed } = this.#plan;
    const { length } = sequence;
    const range: SequenceRange = { seed: BigInt(seed), use: this.#use, first, count, length };
    const sequences = this.#sampler.sequences(range);
    const masked = maskPositions(range, sequence.masked);
    const task = { states: this.#sampler.chain.states, length, sequences, masked };
    const examples =
      network.mixing === 'token-mixing' ? sequenceExamples(task) : windowExamples(task, network.radius, places);
    return { sequences, masked, examples };
  }
}
