import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostileScenario, kernel, profile, scenarioFile } from './scenarios.ts';

/** Characters that must not reach a terminal: controls but the tab and the line break, and those that turn the direction of text. */
export const controls = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Texts that clear the screen, retitle the window, turn the direction or end a line. */
const attacks: Readonly<Record<string, string>> = {
  'an escape sequence': '\x1b[2J\x1b]0;owned\x07',
  'a one-byte escape': '\x9b31m',
  'a carriage return': 'bad\rgood',
  'a backspace': 'bad\b\b\bgood',
  'a direction override': '\u202egood\u202c',
  'an isolate': '\u2067good\u2069',
};

/** Where in a scenario such a text stands, in YAML. Characters that YAML does not allow are written as escapes. */
const places: Readonly<Record<string, (text: string) => string>> = {
  'as a field': (text) => `${kernel()}${JSON.stringify(`x${text}`)}: 1\n`,
  'as a value': (text) => kernel({ theory: `{depth: ${JSON.stringify(text)}}` }),
  'as a tag': (text) => `${kernel()}x: !<a${encodeURIComponent(text)}> 1\n`,
  'in an expression': (text) =>
    kernel({
      ensemble: `{activation: {expression: ${JSON.stringify(text)}}, weightVariance: 2, width: 8, residualScale: 0.1, horizon: 1}`,
    }),
  'as a file': (text) => kernel({ inputs: `{file: ${JSON.stringify(`${text}.npy`)}}` }),
  'as a record': (text) => profile(`[{record: ${JSON.stringify(text)}}]`),
  'as a label': (text) => profile(`[{label: ${JSON.stringify(text)}, file: x.npy}]`),
  'as a kind': (text) => kernel().replace('kind: kernel', `kind: ${JSON.stringify(text)}`),
  'as raw text': (text) => `${kernel()}${text}: [1\n`,
};

export const steering: readonly HostileScenario[] = Object.entries(attacks).flatMap(([attack, text]) =>
  Object.entries(places).map(([place, scenario]) => ({
    name: `${attack} ${place}`,
    says: /expected/,
    write: (folder: string) => writeFileSync(join(folder, scenarioFile), scenario(text)),
  })),
);
