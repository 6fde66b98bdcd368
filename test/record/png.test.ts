import { describe, expect, it } from 'vitest';
import { svgToPng } from '#odepth/record/png';

/** A frame with a clipped group of one circle at a height. */
const figure = (height: number) =>
  '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><clipPath id="c"><rect width="90" height="90"/></clipPath>' +
  `<g fill="none" transform="translate(5,5)"><g class="marks" clip-path="url(#c)"><circle cx="40" cy="${height}" r="3" fill="#000000"/></g></g></svg>`;

describe('svgToPng', () => {
  it.each([-7444, 2875, 3.7e6, 1e12])('draws a figure whose marks are all behind a clip, at %d', async (height) => {
    const outside = await svgToPng(figure(height));
    expect([...outside.subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
    expect(outside).toEqual(await svgToPng(figure(-500)));
    expect(outside).not.toEqual(await svgToPng(figure(40)));
  });
});
