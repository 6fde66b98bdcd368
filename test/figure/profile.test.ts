import { describe, expect, it } from 'vitest';
import { narrowPanels, widePanels } from '#odepth/figure/panel-grid';
import { type ProfileFrame, type ProfilePanel, profileSpec } from '#odepth/figure/profile';
import type { ProfileCurve } from '#odepth/figure/profile-layers';
import { specToSvg } from '#odepth/figure/render';
import { stepDensityCurve } from '#odepth/figure/step-density';
import { colours, type SeriesStyle } from '#odepth/figure/theme';
import { svgToPng } from '#odepth/record/png';
import { rowsOf, soundSvg, textsOf } from './specification.ts';
import { energies, gradedNodes, singularValues } from './synthetic-geodesic.ts';

const nodes = gradedNodes(20);
const style = (colour: string): SeriesStyle => ({ colour, dash: [], shape: 'circle' });
const { coi, kinetic, rank } = energies(nodes);
const energyPanel: ProfilePanel = {
  title: 'energies',
  axis: { title: 'energy / (L̃/2)', scale: 'linear' },
  curves: [
    { label: 'cost of identity', style: style(colours.blue), points: coi, nodes: true },
    { label: 'kinetic energy', style: style(colours.orange), points: kinetic },
    { label: '−2H/L̃', style: style(colours.vermillion), points: rank },
  ],
  marks: [{ at: 3, label: 'k* = 3' }],
};
const spectrumPanel: ProfilePanel = {
  title: 'representation',
  axis: { title: 'singular value s of A', scale: 'log' },
  curves: [],
  family: { symbol: 's', labelled: [1, 2, 3, 4], members: singularValues(nodes, 30, 3) },
};
const frame: ProfileFrame = {
  depthAxis: 'depth p',
  interval: { from: 0.22, to: 0.8, label: 'bottleneck' },
  indexTitle: 'index i',
};
const curve = (points: ProfileCurve['points'], steps = false): ProfileCurve => ({
  ...{ label: 'c', style: style(colours.blue), points, steps },
});
const onLog = (points: ProfileCurve['points']): ProfilePanel => ({
  ...{ title: 'one', axis: { title: 'v', scale: 'log' }, curves: [curve(points)] },
});

describe('profiles along depth', () => {
  it('name axes, curves, marks and the bottleneck, at both widths', async () => {
    for (const [layout, widest] of [
      [widePanels, 940],
      [narrowPanels, 390],
    ] as const) {
      const svg = await soundSvg(profileSpec([energyPanel, spectrumPanel], frame, layout), widest);
      const texts = textsOf(svg);
      for (const text of ['cost of identity', 'kinetic energy', '−2H/L̃', 'bottleneck', 'k* = 3', 'depth p', 'index i'])
        expect(texts).toContain(text);
      expect(texts).toContain('energy / (L̃/2)');
      for (const colour of [colours.blue, colours.orange, colours.vermillion]) expect(svg).toContain(colour);
    }
  });

  it('draw every singular value in a colour of its own, and let labels share a place where lines are close', async () => {
    const svg = await specToSvg(profileSpec([spectrumPanel], frame, widePanels));
    const lines = [...svg.matchAll(/<path d="M[^"]*" stroke="(rgb[^"]*)" stroke-width="1.1"/g)].map(([, one]) => one);
    expect(lines).toHaveLength(30);
    expect(new Set(lines).size).toBe(30);
    const texts = textsOf(svg);
    expect(texts).toContain('s₁, s₂, s₃');
    expect(texts).toContain('s₄');
    for (const tick of ['10⁻⁶', '10⁻³', '10⁰']) expect(texts).toContain(tick);
  });

  it('become a picture where a curve lies wholly outside the axis', async () => {
    const axis = { title: 'v', scale: 'linear', domain: [0, 10] } as const;
    const curves = [-1e4, 1e4].map((value) => ({ ...curve(nodes.map((t) => ({ t, value, error: 1 }))), nodes: true }));
    const svg = await specToSvg(profileSpec([{ title: 'one', axis, curves }], frame, widePanels));
    expect((await svgToPng(svg)).length).toBeGreaterThan(1000);
  });

  it('have no label where the line has left the axis', async () => {
    const axis = { ...spectrumPanel.axis, domain: [0.1, 20] } as const;
    const texts = textsOf(await soundSvg(profileSpec([{ ...spectrumPanel, axis }], frame, widePanels), 940));
    expect(texts).toContain('s₁, s₂, s₃');
    expect(texts).not.toContain('s₄');
  });

  it('leave out what has no logarithm, break the line there, and say how many numbers that are', async () => {
    const values = [1, 0.1, 0, 0.01, -1, Number.NaN, 0.001, 0.01];
    const spec = profileSpec([onLog(values.map((value, i) => ({ t: i / 7, value, error: 0 })))], frame, widePanels);
    expect(textsOf(await soundSvg(spec, 940))).toContain('left out: 2 ≤ 0, 1 not finite');
    const rows = rowsOf(spec).filter((row) => 'run' in row);
    expect(rows.map(({ value }) => value)).toEqual([1, 0.1, 0.01, 0.001, 0.01]);
    const runs = rows.map(({ run }) => run);
    expect(runs[0]).toBe(runs[1]);
    expect(new Set([runs[1], runs[2], runs[3]]).size).toBe(3);
    const whole = profileSpec([onLog([1, 2].map((value, t) => ({ t, value, error: 0 })))], frame, widePanels);
    expect(textsOf(await soundSvg(whole, 940)).join()).not.toContain('left out');
  });

  it('band a curve by ± its error and keep the band on a logarithmic axis', () => {
    const points = [0, 0.5, 1].map((t) => ({ t, value: 1 + t, error: t === 1 ? 5 : 0.5 }));
    const rows = rowsOf(profileSpec([onLog(points)], frame, widePanels)).filter((row) => 'low' in row);
    expect(rows).toContainEqual({ t: 0.5, value: 1.5, low: 1, high: 2, run: 0 });
    expect(rows.every(({ low }) => (low as number) > 0)).toBe(true);
  });

  it('run from 0 to a depth beyond one', async () => {
    const points = [0, 10, 20].map((t) => ({ t, value: 1 + t, error: 0 }));
    const svg = await soundSvg(profileSpec([onLog(points)], { depthAxis: 'depth p', until: 20 }, widePanels), 940);
    expect(textsOf(svg)).toContain('20');
    expect(textsOf(svg)).not.toContain('0.5');
  });

  it('stand panels without anything to draw, constants and a single depth', async () => {
    for (const points of [[], [{ t: 0.5, value: 2, error: 0 }], [0, 1].map((t) => ({ t, value: 0, error: 0 }))])
      for (const scale of ['linear', 'log'] as const) {
        const panel: ProfilePanel = { title: 'one', axis: { title: 'v', scale }, curves: [curve(points)] };
        await soundSvg(profileSpec([panel], { depthAxis: 'p' }, narrowPanels), 390);
      }
  });

  it('refuse ends of an axis that are not in order, or not positive where it is logarithmic', () => {
    const panel = (domain: [number, number]): ProfilePanel => ({
      ...spectrumPanel,
      axis: { title: 's', scale: 'log', domain },
    });
    expect(() => profileSpec([panel([1e-8, 10])], frame, widePanels)).not.toThrow();
    expect(() => profileSpec([panel([0, 10])], frame, widePanels)).toThrow(
      'axis "s": expected two positive numbers in order as its ends, came 0 and 10',
    );
    expect(() => profileSpec([panel([10, 1])], frame, widePanels)).toThrow(RangeError);
  });

  it('are the same in every byte when drawn again', async () => {
    const draw = () => specToSvg(profileSpec([spectrumPanel, energyPanel], frame, widePanels));
    const [first, second] = [await draw(), await draw()].map((svg) => svg.replace(/clip\d+/g, 'clip'));
    expect(second).toBe(first);
  });
});

describe('step density', () => {
  it('is 1 on an equidistant mesh, has mean 1 over the intervals’ share of depth, and is a step per interval', () => {
    const even = stepDensityCurve('even', style(colours.blue), [0, 0.25, 0.5, 0.75, 1]);
    expect(even.points.map(({ value }) => value)).toEqual([1, 1, 1, 1, 1]);
    const graded = stepDensityCurve('graded', style(colours.blue), nodes);
    // Σ ρ h = p_n − p_0, whatever the mesh.
    const integral = graded.points.slice(0, -1).reduce((sum, { value, t }, i) => sum + value * (nodes[i + 1]! - t), 0);
    expect(integral).toBeCloseTo(1, 12);
    expect(graded.points[0]!.value).toBeGreaterThan(5);
    expect(graded.steps).toBe(true);
  });

  it('refuses nodes that do not increase', () => {
    expect(() => stepDensityCurve('mesh', style(colours.blue), [0, 0.5, 0.5, 1])).toThrow(
      'step density of "mesh": expected nodes that increase, came 0.5 before 0.5 at 1',
    );
    expect(() => stepDensityCurve('mesh', style(colours.blue), [0])).toThrow('two nodes or more, came 1');
  });
});
