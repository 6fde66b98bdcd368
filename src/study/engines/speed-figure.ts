import { bandsOf } from '../../figure/bands.ts';
import { narrowPanels, type PanelLayout, widePanels } from '../../figure/panel-grid.ts';
import type { FigureSpec } from '../../figure/spec.ts';
import { type SweepPanel, sweepPlotSpec } from '../../figure/sweep-plot.ts';
import { colours, type SeriesStyle } from '../../figure/theme.ts';
import { type SpeedRow, spreadOf } from './comparison.ts';
import type { PeerRow } from './ratios.ts';

const styles: Readonly<Record<'float64' | 'float32', SeriesStyle>> = {
  float64: { colour: colours.blue, dash: [], shape: 'circle' },
  float32: { colour: colours.vermillion, dash: [9, 4], shape: 'square' },
};

/** Medians over rounds of every engine on one worker, and of peers on one thread, with their spread: per second of processor time. */
export function speedFigure(rows: readonly SpeedRow[], peers: readonly PeerRow[]): FigureSpec {
  const names = [...new Set([...rows.map(({ engine }) => engine), ...peers.map(({ peer }) => peer)])];
  const panels = (['relu', 'tanh'] as const).flatMap((activation) =>
    [false, true].map((coupled): SweepPanel => {
      const own = [
        ...rows
          .filter((row) => row.activation === activation && row.coupled === coupled && row.workers === 1)
          .map(({ engine, precision, speeds }) => ({ name: engine as string, precision: precision as string, speeds })),
        ...(coupled ? [] : peers)
          .filter((peer) => peer.activation === activation && peer.threads === 1)
          .map(({ peer, precision, speeds }) => ({ name: peer, precision, speeds })),
      ];
      return {
        title: `${activation === 'relu' ? 'ReLU' : activation}, ${coupled ? 'with coupled control variates' : 'plain'}`,
        axis: { title: 'M updates / s', scale: 'log' },
        series: (['float64', 'float32'] as const).map((precision) => ({
          label: precision,
          style: styles[precision],
          values: own
            .filter((one) => one.precision === precision)
            .map(({ name, speeds }) => {
              const { low, median, high } = spreadOf(speeds.map(({ processor }) => processor));
              return { at: names.indexOf(name), mean: median, standardError: 0, range: [low, high] as const };
            }),
        })),
      };
    }),
  );
  const axis = { ...bandsOf(names, 'ordinal'), title: 'engine' };
  const words = { range: 'spread over rounds', standardError: '' };
  const draw = (layout: PanelLayout) => sweepPlotSpec(panels, axis, words, layout);
  return {
    name: 'speed',
    title: 'Speed of the engines on one core',
    caption:
      'Millions of neuron·input·layer updates per second of processor time: block law, four inputs, one worker, median over rounds.',
    description:
      'Updates per second of every engine and peer, for ReLU and tanh, plain and coupled, in float64 and float32.',
    wide: draw(widePanels),
    narrow: draw(narrowPanels),
  };
}
