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
const orders = { euler: 1, rk2: 2, rk4: 4, collocation: 4 } as const;
const coarse = { euler: 32, rk2: 16, rk4: 6, collocation: 6 } as const;
const errorsBy = (exact: ExactGeodesic, solver: (typeof solvers)[number], intervals: number) =>
  solver === 'collocation' ? collocationErrors(exact, intervals) : transcriptionErrors(exact, solver, intervals);

const report = [];
describe('x', () => {
  it.each([
    scalarGeodesic('identity'),
    scalarGeodesic('relu'),
    linearGeodesic('identity'),
    linearGeodesic('relu'),
    hyperbolicGeodesic(),
    freeGeodesic(),
    leakGeodesic(),
  ])('$name', async (exact) => {
    for (const s of solvers) {
      if (s === 'collocation' && exact.resnet.activation === 'relu') continue;
      const c = await errorsBy(exact, s, coarse[s]);
      const f = await errorsBy(exact, s, 2 * coarse[s]);
      console.log(
        exact.name,
        s,
        f.map((e) => e.toExponential(1)).join(' '),
        f.map((e, i) => Math.log2(c[i]! / e).toFixed(3)).join(' '),
      );
    }
  });
});
