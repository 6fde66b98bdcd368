import { describe, expect, it } from 'vitest';
import type { SchemeName } from '#odepth/solve/transcription/scheme';
import { collocate } from './collocate.ts';
import {
  type ExactGeodesic,
  exactWeights,
  freeGeodesic,
  hyperbolicGeodesic,
  leakGeodesic,
  linearGeodesic,
  scalarGeodesic,
} from './exact-geodesics.ts';
import { largestError, transcribe } from './transcribe.ts';

/** Errors of A at the nodes, of B there, and of the loss. */
type Errors = readonly [number, number, number];

function errorsOf(
  exact: ExactGeodesic,
  found: {
    nodes: Float64Array;
    states: Parameters<typeof largestError>[0];
    momenta: Parameters<typeof largestError>[0];
  },
  loss: number,
): Errors {
  const at = Array.from(found.nodes, (p) => exact.at(p));
  return [
    largestError(
      found.states,
      at.map(({ a }) => a),
    ),
    largestError(
      found.momenta,
      at.map(({ b }) => b),
    ),
    Math.abs(loss - exact.loss) / (exact.loss || 1),
  ];
}

async function transcriptionErrors(exact: ExactGeodesic, scheme: SchemeName, intervals: number): Promise<Errors> {
  const { resnet, lambda, inputs, targets } = exact;
  const lambdaOverDepth = lambda / resnet.effectiveDepth;
  const found = await transcribe({ resnet, lambdaOverDepth, inputs, targets, scheme, intervals }, (p) =>
    exactWeights(exact, p),
  );
  return errorsOf(exact, { ...found, nodes: found.problem.nodes }, found.loss);
}

async function collocationErrors(exact: ExactGeodesic, intervals: number): Promise<Errors> {
  const found = await collocate(exact, intervals);
  return errorsOf(exact, found, found.loss.fit + found.loss.penalty);
}

const solvers = ['euler', 'rk2', 'rk4', 'collocation'] as const;
type Solver = (typeof solvers)[number];
const errorsBy = (exact: ExactGeodesic, solver: Solver, intervals: number) =>
  solver === 'collocation' ? collocationErrors(exact, intervals) : transcriptionErrors(exact, solver, intervals);

/** Order, the coarser of two meshes, and how far from the order is still of that order. */
const expected = {
  euler: { order: 1, intervals: 48, within: 0.1 },
  rk2: { order: 2, intervals: 20, within: 0.15 },
  rk4: { order: 4, intervals: 12, within: 0.25 },
  collocation: { order: 4, intervals: 8, within: 0.15 },
} as const;

const exactOnes = [
  scalarGeodesic('identity'),
  scalarGeodesic('relu'),
  linearGeodesic('identity'),
  linearGeodesic('relu'),
  hyperbolicGeodesic(),
  freeGeodesic(),
  leakGeodesic(),
];
const cases = exactOnes.flatMap((exact) =>
  solvers
    // Collocation is for smooth activations; that of ReLU's own orthant is the identity.
    .filter((solver) => solver !== 'collocation' || exact.resnet.activation !== 'relu')
    .map((solver) => [solver, exact.name, exact] as const),
);

describe('paths known in closed form: states, momenta and loss converge by', () => {
  it.each(cases)('%s as they should, for %s', async (solver, _, exact) => {
    const { order, intervals, within } = expected[solver];
    const coarse = await errorsBy(exact, solver, intervals);
    const fine = await errorsBy(exact, solver, 2 * intervals);
    const measured = coarse.map((error, i) => Math.log2(error / fine[i]!));
    for (const quantity of [0, 1]) expect(Math.abs(measured[quantity]! - order)).toBeLessThan(within);
    // Where the least loss is zero it converges twice as fast.
    if (exact.loss > 0) expect(Math.abs(measured[2]! - order)).toBeLessThan(within);
    else expect(measured[2]! / (2 * order)).toBeGreaterThan(0.95);
    if (order === 4) expect(Math.max(...(await errorsBy(exact, solver, 40)))).toBeLessThan(1e-6);
  });
});
