import type { ImageSet } from './images.ts';
import { prototypes } from './prototypes.ts';

/** Pixels of one image, 8 × 8. */
const pixels = 64;
/** Standard deviation of the grey values over that of the points of the classes. */
const noise = 1;
const middle = 128;
const contrast = 40;

/**
 * Images made up of noise around a random image per class: a stand-in where no data set is to be read. They are as many as
 * are asked for, classes in turn; `seed` draws points and noise as `prototypes` does.
 */
export function syntheticImages(
  { train, test, classes }: { readonly train: number; readonly test: number; readonly classes: number },
  seed: bigint,
): { readonly training: ImageSet; readonly testing: ImageSet } {
  const data = prototypes({ classes, dimension: pixels, noise, train, test }, seed);
  const images = ({ count, inputs, labels }: typeof data.train): ImageSet => {
    if ('tokens' in inputs) throw new RangeError('synthetic images: rows of numbers are expected');
    const bytes = Uint8Array.from(inputs.data, (x) => Math.min(255, Math.max(0, Math.round(middle + contrast * x))));
    return { count, pixels, bytes, labels: Uint8Array.from(labels!) };
  };
  return { training: images(data.train), testing: images(data.test) };
}
