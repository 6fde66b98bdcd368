import { bandsOf } from '../../../figure/bands.ts';
import type { ColourScale } from '../../../figure/colour-bar.ts';
import { formatDepth } from '../../../figure/format.ts';
import { type HeatCell, type HeatLayout, type HeatPanel, heatMapSpec } from '../../../figure/heat-map.ts';
import type { FigureSpec } from '../../../figure/spec.ts';
import { linearTicks } from '../../../figure/value-axis.ts';
import { meanProfile } from '../../../theory/renormalisation/mean-estimate.ts';
import type { RenormalisationScenario } from '../renormalisation-scenario.ts';
import { complete, type NetworkGroup, profilesOf, type VariantNetworks, type When } from '../study-data.ts';

/** Most panels side by side on a wide page. */
const mostColumns = 4;

/** R² of the symbol r places on against layer, a panel for every kind of network; with the initial weights where there is one kind. */
export function decodabilityFigure(
  { measure, variants }: RenormalisationScenario,
  groups: readonly NetworkGroup[],
): FigureSpec | null {
  const { reach } = measure;
  const asked = groups.flatMap(({ label, members }) =>
    members.flatMap((one) => {
      const name = members.length > 1 ? `${label}, ξ = ${one.variant.correlationLength}` : label;
      const trained = { name, one, when: 'trained' as const };
      return variants.length > 1
        ? [trained]
        : [
            { name: 'initial weights', one, when: 'initial' as const },
            { ...trained, name: 'trained' },
          ];
    }),
  );
  const panels = asked.flatMap(({ name, one, when }): HeatPanel[] => {
    const cells = cellsOf(one, when, reach);
    return cells.length > 0 ? [{ title: name, cells, contours: [] }] : [];
  });
  if (panels.length === 0) return null;
  const most = panels.flatMap(({ cells }) => cells).reduce((largest, { value }) => Math.max(largest, value), 0.01);
  const colour: ColourScale = {
    title: 'R² of the symbol at offset r from the stream at a position',
    type: 'linear',
    domain: [0, most],
    smallIsPale: true,
    ticks: linearTicks([0, most], 5).map((at) => ({ at, label: formatDepth(at) })),
  };
  const layers = Math.max(...variants.map(({ network }) => network.layers));
  const x = {
    ...bandsOf(
      Array.from({ length: layers + 1 }, (_, i) => i),
      'linear',
    ),
    title: 'layer ℓ',
  };
  const y = {
    ...bandsOf(
      Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach),
      'linear',
    ),
    title: 'offset r',
  };
  const wide: HeatLayout = {
    columns: Math.min(mostColumns, groups[0]!.members.length > 1 ? groups[0]!.members.length : 2),
    ...{ width: 880, row: 16, tallest: 220 },
  };
  const narrow: HeatLayout = { columns: 1, width: 350, row: 14, tallest: 200 };
  return {
    name: 'decodability',
    title: 'What the stream tells of the symbols around it',
    caption: `R² of a linear map from the stream at a position to the symbol r places on, fitted on one half of the sequences and scored on the other; means over seeds. Values below 0 are drawn as 0: there the map has learned noise. r = 0 is the symbol that is asked for.`,
    description: `Decodability by layer and offset for ${panels.map(({ title }) => title).join('; ')}.`,
    wide: heatMapSpec(panels, x, y, colour, [], wide),
    narrow: heatMapSpec(panels, x, y, colour, [], narrow),
  };
}

function cellsOf(one: VariantNetworks, when: When, reach: number): HeatCell[] {
  const profiles = profilesOf(one, when)
    .map(({ decodability }) => decodability)
    .filter(complete);
  if (profiles.length === 0) return [];
  const span = 2 * reach + 1;
  return meanProfile(profiles).map(({ value }, i) => {
    const [layer, offset] = [Math.floor(i / span), (i % span) - reach];
    return {
      ...{ x: layer - 0.5, x2: layer + 0.5, y: offset - 0.5, y2: offset + 0.5 },
      ...{ value: Math.max(0, value), note: null },
    };
  });
}
