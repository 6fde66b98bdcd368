import { notAsked } from '../loss/cross-entropy.ts';
import type { TrainingData } from '../training.ts';

/** Sequences of symbols of which some are hidden and asked for. */
export interface MaskedSequences {
  /** V: symbols are 0 … V − 1; V stands for a masked one, V + 1 for a place outside the sequence. */
  readonly states: number;
  /** T, symbols of a sequence. */
  readonly length: number;
  /** Symbols, one sequence after the other: count × T. */
  readonly sequences: Int32Array;
  /** Places 0 … T − 1 that are masked, as many in every sequence and in any order: count × k. */
  readonly masked: Int32Array;
}

/** Examples of which a network reads tokens and gives rows of V outputs. */
export interface TokenExamples extends TrainingData {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
}

/**
 * Whole sequences, for a network with a row of outputs at every token: T tokens of V + 1 kinds (V where masked) and T labels
 * to an example, the symbol where masked and −1, not asked for, elsewhere. @throws RangeError for masks that do not fit
 */
export function sequenceExamples(task: MaskedSequences): TokenExamples {
  const { sequences } = task;
  const inputs = maskedTokens(task);
  return { inputs, targets: sequences.map((symbol, i) => (inputs[i] === task.states ? symbol : notAsked)) };
}

/**
 * Windows, for a network with one row of outputs: an example is a place with its 2r + 1 tokens from r before it to r after
 * it, V where masked and V + 1 outside the sequence, and the label the symbol at the place, or −1 where that is not masked.
 * One for each of `places`, as many in every sequence, in their order; the masked ones where not given, which are what there is
 * to learn. Tokens are of V + 2 kinds, of V + 1 for r = 0. @throws RangeError for masks, places or a radius that do not fit
 */
export function windowExamples(task: MaskedSequences, radius: number, places = task.masked): TokenExamples {
  const { length, sequences, states } = task;
  if (!(Number.isInteger(radius) && radius >= 0)) refuse('radius', 'a whole number from 0', radius);
  const tokens = maskedTokens(task);
  const perSequence = placesOfSequence('places', task, places);
  const width = 2 * radius + 1;
  const inputs = new Int32Array(places.length * width);
  const targets = new Int32Array(places.length);
  for (const [i, place] of places.entries()) {
    const start = Math.floor(i / perSequence) * length;
    for (let j = 0; j < width; j++) {
      const at = place - radius + j;
      inputs[i * width + j] = at >= 0 && at < length ? tokens[start + at]! : states + 1;
    }
    targets[i] = tokens[start + place] === states ? sequences[start + place]! : notAsked;
  }
  return { inputs, targets };
}

/** Symbols with V where masked. */
function maskedTokens(task: MaskedSequences): Int32Array {
  const { states, length, sequences, masked } = task;
  const perSequence = placesOfSequence('masked', task, masked);
  const outside = sequences.findIndex((symbol) => !(symbol >= 0 && symbol < states));
  if (outside >= 0) refuse(`sequences[${outside}]`, `a symbol from 0 to ${states - 1}`, sequences[outside]);
  const tokens = sequences.slice();
  for (const [i, place] of masked.entries()) {
    const at = Math.floor(i / perSequence) * length + place;
    if (tokens[at] === states) refuse(`masked[${i}]`, 'every place once in a sequence', `${place} again`);
    tokens[at] = states;
  }
  return tokens;
}

/** How many places there are to a sequence. */
function placesOfSequence(name: string, { length, sequences }: MaskedSequences, places: Int32Array): number {
  const count = sequences.length / length;
  if (!(Number.isInteger(count) && count >= 1)) {
    refuse('sequences', `whole sequences of ${length} symbols`, `${sequences.length} symbols`);
  }
  if (places.length === 0 || places.length % count !== 0) {
    refuse(name, `as many places in each of ${count} sequences`, `${places.length} places`);
  }
  const outside = places.findIndex((place) => !(place >= 0 && place < length));
  if (outside >= 0) refuse(`${name}[${outside}]`, `a place from 0 to ${length - 1}`, places[outside]);
  return places.length / count;
}

function refuse(place: string, expected: string, came: unknown): never {
  throw new RangeError(`Masked tokens, ${place}: expected ${expected}; got ${came}.`);
}
