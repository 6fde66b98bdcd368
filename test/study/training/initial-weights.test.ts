import { describe, expect, it } from 'vitest';
import { initialMap } from '#odepth/model/linear-map';
import { parameterLayout, type TranscriptionProblem } from '#odepth/solve/transcription/problem';
import { initialParameters, initialWeights } from '#odepth/study/geodesic/initial-weights';
import { smallTask, smallTraining } from './small-training.ts';

const { model } = smallTraining();

describe('weights at the start', () => {
  it('are noise of the given size around the part of the leak that they make up for', () => {
    const wide = { ...model, width: 60, effectiveDepth: 7 };
    const { data, columns } = initialWeights(wide, { initialScale: 2, initialLeak: 4 }, 11n);
    expect(columns).toBe(61);
    const diagonal = Array.from({ length: 60 }, (_, i) => data[i * 61 + i]!);
    expect(diagonal.reduce((sum, value) => sum + value, 0) / 60).toBeCloseTo(3, 0);
    const rest = data.filter((_, at) => at % 61 !== Math.floor(at / 61));
    const variance = rest.reduce((sum, value) => sum + value * value, 0) / rest.length;
    // 3600 squares of variance 4/61: their mean is known to 2.4 %.
    expect(variance / (4 / 61)).toBeGreaterThan(0.9);
    expect(variance / (4 / 61)).toBeLessThan(1.1);
    const none = initialWeights({ ...wide, effectiveDepth: 3 }, { initialScale: 0, initialLeak: 4 }, 11n);
    expect(none.data.every((value) => value === 0)).toBe(true);
  });

  it('are the same at every stage of any mesh, beside maps of their own', async () => {
    const { inputs, targets } = await smallTask();
    const common = { resnet: model, learnedInput: true, output: 'learned', inputs, targets } as const;
    const start = (scheme: TranscriptionProblem['scheme'], intervals: number) => {
      const layout = parameterLayout({ ...common, scheme, nodes: new Float64Array(intervals + 1) });
      return initialParameters(model, layout, { initialScale: 1, initialLeak: 2 }, 11n);
    };
    const one = start('euler', 1);
    const many = start('rk4', 3);
    for (let stage = 0; stage < 12; stage++) expect(many.slice(72 * stage, 72 * (stage + 1))).toEqual(one.slice(0, 72));
    expect(many.slice(72 * 12)).toEqual(one.slice(72));
    expect(one.slice(72, 72 + 32)).toEqual(initialMap('learned', 'input', 8, 4, 11n).data);
  });
});
