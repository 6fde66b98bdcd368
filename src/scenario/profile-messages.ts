import type { Complaint } from './issue.ts';
import { quoted } from './quoted.ts';

/** How streams are given, in advice. */
const layouts = 'layers x samples x width, or layers x samples x positions x width';

/** The catalogue's sentences about depth profiles. */
export const profileComplaint = {
  badArray: (reason: string): Complaint => ({
    expected: `a stream in a file.npy, or as file.npz:name, or 'layer-*.npy', a file for every layer`,
    came: reason,
    advice: '',
  }),
  badOtherArray: (what: string, reason: string): Complaint => ({
    expected: `${what} in a file.npy, or as file.npz:name`,
    came: reason,
    advice: '',
  }),
  noFileAccess: (): Complaint => ({
    expected: 'streams where there are files: nothing can be read here',
    came: 'the name of a file',
    advice: 'describe a random stack: {random: {...}}',
  }),
  shape: (shape: readonly number[]): Complaint => ({
    expected: `a stream: ${layouts}`,
    came: `an array of shape (${shape.join(', ')})`,
    advice:
      shape.length === 2
        ? "for files of one layer each, samples x width, quote the pattern: 'layer-*.npy'"
        : 'reshape it before saving',
  }),
  layerShape: (file: string, shape: readonly number[]): Complaint => ({
    expected: 'one layer in each file: samples x width, or samples x positions x width',
    came: `an array of shape (${shape.join(', ')}) in ${quoted(file)}`,
    advice: '',
  }),
  otherShape: (first: string, shape: readonly number[], file: string, came: readonly number[]): Complaint => ({
    expected: `the same samples in every layer, an array of shape (${shape.join(', ')}) as in ${quoted(first)}`,
    came: `one of shape (${came.join(', ')}) in ${quoted(file)}`,
    advice: 'drift compares the same samples in the same order',
  }),
  fewLayers: (came: number): Complaint => ({
    expected: 'at least two layers: a profile is a comparison along depth',
    came: `${came}`,
    advice: `a stream is an array of ${layouts}`,
  }),
  manyLayers: (most: number, came: number): Complaint => ({
    expected: `at most ${most} layers`,
    came: `${came}`,
    advice: `layers come first: ${layouts}; quote a pattern of files of one layer each: 'layer-*.npy'`,
  }),
  fewSamples: (least: number, came: number): Complaint => ({
    expected: `at least ${least} samples`,
    came: `${came}`,
    advice: '',
  }),
  moreSamples: (there: number, came: number): Complaint => ({
    expected: `at most ${there} samples, as many as every stream has`,
    came: `${came}`,
    advice: 'leave it out to take all of them',
  }),
  manyBlocks: (most: number, samples: number, came: number): Complaint => ({
    expected: `at most ${most} blocks for ${samples} samples, two samples in each`,
    came: `${came}`,
    advice: 'leave it out for a number that fits',
  }),
  outputShape: (shape: readonly number[]): Complaint => ({
    expected: 'outputs as samples x outputs',
    came: `an array of shape (${shape.join(', ')})`,
    advice: '',
  }),
  outputRows: (samples: number, came: number): Complaint => ({
    expected: `a row for each of the ${samples} samples of the stream`,
    came: `${came}`,
    advice: '',
  }),
  outputsOfPositions: (): Complaint => ({
    expected: 'no outputs for a stream with positions: its samples have many lines each',
    came: 'outputs',
    advice: 'leave them out, or save one position alone',
  }),
  depthShape: (layers: number, shape: readonly number[]): Complaint => ({
    expected: `a list of ${layers} depths, one for every layer`,
    came: `an array of shape (${shape.join(', ')})`,
    advice: '',
  }),
  depthOrder: (): Complaint => ({
    expected: 'depths in ascending order',
    came: 'others',
    advice: 'two layers at one depth have no drift per depth',
  }),
  noMatch: (pattern: string, only: string | undefined): Complaint => ({
    expected: `at least two files that match ${quoted(pattern)}`,
    came: only === undefined ? 'none' : `one, ${quoted(only)}`,
    advice: 'the * stands for a part of the name of one file or folder',
  }),
  noLayer: (name: string): Complaint => ({
    expected: 'a number in what stands for the *: the layer',
    came: quoted(name),
    advice: 'for example layer-*.npy for layer-0.npy, layer-1.npy',
  }),
  sameLayer: (layer: number, first: string, second: string): Complaint => ({
    expected: 'each layer once',
    came: `layer ${layer} twice, as ${quoted(first)} and as ${quoted(second)}`,
    advice: '',
  }),
  notOneStar: (pattern: string): Complaint => ({
    expected: 'one * in the name of a file or folder, which stands for the layer',
    came: quoted(pattern),
    advice: '',
  }),
  badRecord: (reason: string): Complaint => ({
    expected: 'the folder of a record, by its path from the folder of the scenario',
    came: reason,
    advice: '',
  }),
  recordPath: (came: string): Complaint => ({
    expected: 'a relative path of a record',
    came: quoted(came),
    advice: 'for example record: ../results/NAME/DIGEST',
  }),
  recordKind: (came: string): Complaint => ({
    expected: 'a record that keeps something along depth: of kind geodesic, kernel, renormalisation or depth-profile',
    came: `one of kind ${came}`,
    advice: '',
  }),
  recordWithoutStates: (): Complaint => ({
    expected: 'a record that keeps the states along its path',
    came: 'one of a problem so large that they were not kept',
    advice: 'solve it with fewer points or intervals',
  }),
  kernelSource: (known: readonly string[], came: string): Complaint => ({
    expected: `one of ${known.join(', ')}, which the record has`,
    came: quoted(came),
    advice: '',
  }),
  sourceOfOther: (kind: string): Complaint => ({
    expected: 'no source: it names the kernel in a record of kind kernel',
    came: `a record of kind ${kind}`,
    advice: 'leave it out',
  }),
  fewInputs: (came: number): Complaint => ({
    expected: 'a kernel of at least three inputs: fewer have one rank only',
    came: `${came}`,
    advice: '',
  }),
  noProfile: (known: readonly string[], came: string | undefined): Complaint => ({
    expected: `one of the profiles in the record: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}`,
    came: came === undefined ? 'no profile' : quoted(came),
    advice: 'write profile: NAME',
  }),
  sameLabel: (label: string): Complaint => ({
    expected: 'a label of its own for every stream',
    came: `${quoted(label)} twice`,
    advice: 'write label: ...',
  }),
  unknownQuantity: (known: readonly string[], came: string, near: string | null): Complaint => ({
    expected: `one of ${known.join(', ')}`,
    came: quoted(came),
    advice: near === null ? '' : `did you mean ${near}?`,
  }),
  unknownComponent: (quantity: string, came: string): Complaint => ({
    expected: `a component of ${quantity} that these streams have`,
    came: quoted(came),
    advice: 'a layer from 0, or "0,1" for drift; of several streams "LABEL:0"',
  }),
};
