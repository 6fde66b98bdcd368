import { renderFigures } from '#odepth/figure/render';
import { reportHtml } from '#odepth/figure/report';
import { svgToPng } from '#odepth/record/png';
import type { KernelScenario } from '#odepth/study/kernel/kernel-scenario';
import { kernelFigures } from '#odepth/study/kernel/presentation/figures';
import { kernelMethods } from '#odepth/study/kernel/presentation/methods';
import { kernelTables } from '#odepth/study/kernel/presentation/tables';
import { kernelVerdicts } from '#odepth/study/kernel/verdicts';
import { identityRows } from '../figure/identity.ts';

export const hostile = `</title><script>alert(1)</script> "'& <img src=x onerror=alert(2)>`;

const scenario: KernelScenario = {
  format: 1,
  kind: 'kernel',
  name: 'identity-n64',
  purpose: `Identity activation, known in closed form. ${hostile}`,
  seed: '1',
  ensemble: {
    activation: { expression: 'x + 0 * x_1^2' },
    ...{ weightVariance: 1, biasVariance: 0, leak: 0, width: 64, residualScale: 0.1, layers: 200, horizon: 2 },
    inputKernel: [
      [1, 0.4],
      [0.4, 0.7],
    ],
  },
  inputs: { points: [[1]] },
  theory: { closures: ['exact', 'g-only'], modeOrder: 'auto', truncation: 1e-3, tolerance: 1e-10, depth: 'continuous' },
  sampling: { networks: 500, sampler: 'block-law', controlVariates: true, random: 'xoshiro', workers: 'auto' },
  compare: { tolerance: 0.1, standardErrors: 3 },
  save: { times: [], layers: [] },
};

/** A whole report of rows known in closed form, with hostile text wherever a user's text can stand. */
export async function sampleReport(): Promise<string> {
  const rows = identityRows(1);
  const { name, purpose, kind } = scenario;
  return reportHtml({
    ...{ name: `${name} ${hostile}`, purpose, kind, digest: 'ab'.repeat(32), version: '0.1.0' },
    verdicts: kernelVerdicts(rows, 2, scenario.compare),
    notes: [`a note ${hostile}`],
    sections: [
      {
        title: `Numbers of others ${hostile}`,
        introduction: hostile,
        tables: [{ caption: 'Side by side', columns: ['Quantity', hostile], rows: [['V4', hostile]] }],
        sentences: [hostile],
      },
    ],
    figures: await renderFigures(kernelFigures({ rows, width: 64 }), svgToPng),
    tables: kernelTables(rows, 64),
    methods: kernelMethods(scenario, [{ meaning: 'mode order', value: hostile }]),
  });
}
