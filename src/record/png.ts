import { fileURLToPath } from 'node:url';

const faces = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf'];

/** Pixels per SVG unit: figures stay sharp on dense displays and in print. */
const scale = 2;

/** Widest and highest picture, in SVG units: beyond that something in it is absurd, and the renderer would end the process for want of memory. */
const longestSide = 8192;
const largestArea = 2 ** 23;

/** What the renderer finds in every clipped group: it ends the process where all of one lies outside the picture. */
const anchor = '<rect width="1" height="1" fill="#ffffff" fill-opacity="0"/>';

/**
 * An SVG text as PNG, twice its size, on white, with the DejaVu Sans fonts that come with odepth and no others, so that
 * the same SVG gives the same bytes on every machine. The renderer is loaded on first use.
 * @throws RangeError for a picture that is too large
 */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  refuseLarge(svg);
  const { Resvg } = await import('@resvg/resvg-js');
  const fontFiles = faces.map((face) => fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${face}`)));
  const anchored = svg.replace(/<g [^>]*clip-path=[^>]*[^/]>/g, (group) => group + anchor);
  const image = new Resvg(anchored, {
    background: 'white',
    fitTo: { mode: 'zoom', value: scale },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  });
  return image.render().asPng();
}

function refuseLarge(svg: string): void {
  const tag = /<svg [^>]*>/.exec(svg)?.[0] ?? '';
  const [width = 0, height = 0] = ['width', 'height'].map((side) =>
    Number(new RegExp(` ${side}="([0-9.e+]+)"`).exec(tag)?.[1]),
  );
  if (width <= longestSide && height <= longestSide && width * height <= largestArea) return;
  throw new RangeError(`a figure of ${width} × ${height} (at most ${longestSide} on a side and ${largestArea} in all)`);
}
