import { describe, expect, it } from 'vitest';
import { activationOf } from '#odepth/model/activation';
import { infiniteWidthChain } from '#odepth/study/kernel/theory/infinite-width';
import { solveTheory } from '#odepth/study/kernel/theory/solve-theory';
import { predictTheoryCost } from '#odepth/study/kernel/theory/theory-cost';
import { KernelEquations } from '#odepth/theory/kernel/kernel-equations';
import { correlated, ensembleOf, quantitiesOf, theoryOf } from './ensembles.ts';

const closures = ['source-only', 'g-only', 'exact'] as const;
const quantities = ['K0', 'V4', 'K1', 'U1'] as const;
const threeInputs = [
  [1, 0.4, -0.2],
  [0.4, 0.7, 0.1],
  [-0.2, 0.1, 1.3],
];

describe('structure of the theory', () => {
  it.each(['tanh', 'relu', 'gelu'] as const)(
    'the covariance of two increments is symmetric for %s, although its formula does not show it',
    async (name) => {
      const equations = new KernelEquations({
        initialKernel: Float64Array.from([1, 0.4, -0.2, 0.7, 0.1, 1.3]),
        inputs: 3,
        activation: await activationOf(name),
        ...{ weightVariance: 1.3, biasVariance: 0.1, leak: 0.2, closures, modeOrder: 10, averageTolerance: 1e-13 },
      });
      let y = equations.initial();
      let next: Float64Array = new Float64Array(y.length);
      for (let layer = 0; layer < 4; layer++) {
        equations.stepInto(y, next, 0.3);
        [y, next] = [next, y];
      }
      equations.stepInto(y, next, 0.3);
      const e = equations.exact!.incrementCovariance(equations.background, 0);
      for (let p = 0; p < 6; p++) for (let q = 0; q < p; q++) expect(e[p * 6 + q]).toBeCloseTo(e[q * 6 + p]!, 12);
      expect(Math.abs(e[1]!)).toBeGreaterThan(1e-3);
    },
  );

  it('does not depend on the order of the inputs, although every pair is expanded from its first', async () => {
    for (const activation of ['tanh', 'relu'] as const) {
      for (const depth of ['continuous', 'layers'] as const) {
        const turned = threeInputs.toReversed().map((row) => row.toReversed());
        const change = { closures, modeOrder: 8, depth };
        const given = await theoryOf(
          ensembleOf({ activation, inputKernel: threeInputs, biasVariance: 0.1, layers: 20 }),
          change,
        );
        const other = await theoryOf(
          ensembleOf({ activation, inputKernel: turned, biasVariance: 0.1, layers: 20 }),
          change,
        );
        // Pairs 00 01 02 11 12 22 become 22 12 02 11 01 00.
        const reversed = [5, 4, 2, 3, 1, 0];
        for (const closure of closures) {
          for (const quantity of ['K0', 'K1', 'U1'] as const) {
            const a = quantitiesOf(given, closure)[quantity].value;
            const b = quantitiesOf(other, closure)[quantity].value;
            reversed.forEach((q, p) => {
              expect(a[p]).toBeCloseTo(b[q]!, 6);
            });
          }
        }
      }
    }
  });

  it('starts from the Wishart covariance with U1(0) = 0 exactly in the exact closure only', async () => {
    const solution = await theoryOf(ensembleOf({ activation: 'relu', inputKernel: [[1]] }), { closures }, [0]);
    expect(quantitiesOf(solution).V4.value[0]).toBe(2);
    expect(quantitiesOf(solution).U1.value[0]).toBe(0);
    const tanh = await theoryOf(ensembleOf({ activation: 'tanh', inputKernel: [[1]] }), { closures }, [0]);
    expect(quantitiesOf(tanh).U1.value[0]).toBe(0);
    expect(quantitiesOf(tanh, 'g-only').U1.value[0]).toBeLessThan(-0.1);
  });

  it('K1′ = C_W U1 − 2κ K1', async () => {
    const ensemble = ensembleOf({ activation: 'tanh', weightVariance: 2, leak: 0.3, inputKernel: [[1]], layers: 2000 });
    const solution = await theoryOf(ensemble, { closures, tolerance: 1e-12 }, [0.4995, 0.5, 0.5005]);
    for (const closure of closures) {
      const { K1, U1 } = quantitiesOf(solution, closure);
      const slope = (K1.value[2]! - K1.value[0]!) / 0.002;
      expect(slope).toBeCloseTo(2 * U1.value[1]! - 0.6 * K1.value[1]!, 6);
    }
  });

  it('is homogeneous for ReLU: K(0) → λ K(0) scales K0, K1 by λ and V4 by λ²', async () => {
    const one = quantitiesOf(
      await theoryOf(ensembleOf({ activation: 'relu', inputKernel: threeInputs }), { tolerance: 1e-11 }),
    );
    const scaled = threeInputs.map((row) => row.map((value) => 100 * value));
    const hundred = quantitiesOf(
      await theoryOf(ensembleOf({ activation: 'relu', inputKernel: scaled }), { tolerance: 1e-11 }),
    );
    for (const [quantity, power] of [
      ['K0', 1],
      ['K1', 1],
      ['V4', 2],
    ] as const) {
      one[quantity].value.forEach((value, i) => {
        expect(hundred[quantity].value[i]! / 100 ** power).toBeCloseTo(value, 7);
      });
    }
  });
});

describe('inputs that are not independent', () => {
  it('repeated inputs are solved once and read back, also for ReLU', async () => {
    const repeated = [
      [1, 0.4, 1],
      [0.4, 0.7, 0.4],
      [1, 0.4, 1],
    ];
    const two = [
      [1, 0.4],
      [0.4, 0.7],
    ];
    const solution = await theoryOf(ensembleOf({ activation: 'relu', inputKernel: repeated }), { closures });
    const reduced = await theoryOf(ensembleOf({ activation: 'relu', inputKernel: two }), { closures });
    expect(solution.notes).toEqual(['1 inputs repeat others exactly; the theory is solved for 2.']);
    for (const closure of closures) {
      const { value } = quantitiesOf(solution, closure).K1;
      const [aa, ab, bb] = quantitiesOf(reduced, closure).K1.value;
      expect([...value]).toEqual([aa, ab, aa, bb, ab, aa]);
    }
    const activation = await activationOf('relu');
    const chain = infiniteWidthChain(ensembleOf({ activation: 'relu', inputKernel: repeated }), activation, 1e-12);
    const chi = (p: number) => [...chain.susceptibilities.subarray(3 * p, 3 * p + 3)];
    // Pair (1, 2) is pair (0, 1) read backward.
    expect(chi(4)).toEqual(chi(1).toReversed());
    expect(chi(2)).toEqual(chi(0));
  });

  it('opposite inputs of an odd σ stay opposite', async () => {
    const solution = await theoryOf(
      ensembleOf({
        activation: 'tanh',
        weightVariance: 2,
        inputKernel: [
          [2, -2],
          [-2, 2],
        ],
      }),
      { closures },
    );
    for (const closure of closures) {
      const { K0, K1, V4 } = quantitiesOf(solution, closure);
      expect(K0.value[1]).toBeCloseTo(-K0.value[0]!, 8);
      expect(K1.value[1]).toBeCloseTo(-K1.value[0]!, 8);
      expect(V4.value[3]).toBeCloseTo(V4.value[0]!, 6);
    }
  });

  it('collinear inputs of ReLU scale as the network does', async () => {
    const ensemble = ensembleOf({
      activation: 'relu',
      inputKernel: [
        [1, 2],
        [2, 4],
      ],
      layers: 50,
    });
    for (const depth of ['continuous', 'layers'] as const) {
      const { K1, V4 } = quantitiesOf(await theoryOf(ensemble, { depth }));
      expect(K1.value[1]! / K1.value[0]!).toBeCloseTo(2, 8);
      expect(K1.value[2]! / K1.value[0]!).toBeCloseTo(4, 8);
      expect(V4.value[5]! / V4.value[0]!).toBeCloseTo(16, 7);
    }
  });

  it('collinear inputs that σ drives apart: thin layers and continuous depth agree', async () => {
    const ensemble = ensembleOf({
      activation: 'relu',
      biasVariance: 0.5,
      inputKernel: [
        [1, 2],
        [2, 4],
      ],
      horizon: 1,
      layers: 1000,
    });
    const [layers, continuous] = [
      await theoryOf(ensemble, { depth: 'layers' }),
      await theoryOf(ensemble, { tolerance: 1e-7 }),
    ];
    for (const quantity of quantities) {
      const expected = quantitiesOf(continuous)[quantity].value;
      quantitiesOf(layers)[quantity].value.forEach((value, i) => {
        expect(Math.abs(value / expected[i]! - 1)).toBeLessThan(5e-3);
      });
    }
  });

  it.each([
    [
      'zero variance',
      'tanh',
      [
        [0, 0],
        [0, 1],
      ],
      closures,
      /input 0 has variance K\(0\)\[0\]\[0\] = 0.*Leave this input out/,
    ],
    [
      'no kernel',
      'tanh',
      [
        [1, 2],
        [2, 1],
      ],
      closures,
      /not a kernel.*correlation 2/,
    ],
    [
      'corners and collinear inputs',
      'relu',
      [
        [1, 2],
        [2, 4],
      ],
      closures,
      /is infinite for a σ with a corner.*closure "exact" only/,
    ],
    [
      'nearly collinear inputs',
      'tanh',
      [
        [1, 1],
        [1, 1 + 1e-10],
      ],
      ['exact'],
      /inputs 0 and 1 .* nearly collinear.*theory.depth: layers/,
    ],
  ] as const)('are refused with a reason: %s', async (_, activation, inputKernel, chosen, message) => {
    const ensemble = ensembleOf({ activation, inputKernel });
    const attempt = theoryOf(ensemble, { closures: chosen });
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toMatchObject({ name: 'TheoryError' });
  });

  it('a σ that grows too fast is refused with a reason', async () => {
    const ensemble = ensembleOf({ activation: { expression: 'x^2' }, inputKernel: [[1]] });
    await expect(theoryOf(ensemble)).rejects.toThrow(/reached t = 0\.333.* on the way from 0 to 2/);
  });
});

describe('cost of the theory', () => {
  const options = { closures, modeOrder: 16, truncation: 1e-3, tolerance: 1e-8, depth: 'continuous' } as const;

  it('is predicted to the unknown', async () => {
    const ensemble = ensembleOf({ activation: 'tanh', weightVariance: 2, inputKernel: correlated(3, 2, 0.3) });
    const solution = await theoryOf(ensemble, options);
    expect(solution.closures[0]!.work).toContain(`${predictTheoryCost(ensemble, options).unknowns} unknowns`);
  });

  it('is refused when it would not fit into memory, and the message says what to change', async () => {
    const ensemble = ensembleOf({ activation: 'relu', inputKernel: correlated(64, 1, 0.1) });
    const cost = predictTheoryCost(ensemble, { ...options, modeOrder: 32 });
    expect(cost.refusal).toMatch(
      /64 distinct inputs at mode order 32 .* GiB; the limit is 4 GiB\. Use fewer inputs, a lower theory\.modeOrder/,
    );
    const activation = await activationOf('relu');
    expect(() =>
      solveTheory(ensemble, activation, { ...options, modeOrder: 32 }, { times: [0, 2], layers: [0, 100] }),
    ).toThrow(/the limit is 4 GiB/);
  });

  it('of nothing is nothing', () => {
    const none = predictTheoryCost(ensembleOf({ activation: 'relu', inputKernel: [[1]] }), {
      ...options,
      closures: [],
    });
    expect(none).toEqual({ unknowns: 0, bytes: 0, seconds: 0, refusal: null });
  });
});

describe('infinite-width chain', () => {
  it('follows the layer recursion of K0 to 1e-11', async () => {
    const ensemble = ensembleOf({
      activation: 'tanh',
      weightVariance: 2,
      inputKernel: correlated(2, 2, 0.3),
      layers: 40,
    });
    const chain = infiniteWidthChain(ensemble, await activationOf('tanh'), 1e-12);
    const { K0 } = quantitiesOf(await theoryOf(ensemble, { depth: 'layers', modeOrder: 2 }, [0, 0.5, 1]));
    [0, 20, 40].forEach((layer, depth) => {
      for (let p = 0; p < 3; p++) expect(chain.kernels[layer * 3 + p]).toBeCloseTo(K0.value[depth * 3 + p]!, 11);
    });
    expect(chain.averageError).toBeLessThan(1e-11);
  });
});
