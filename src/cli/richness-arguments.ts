import { filesTogether } from './argument-scenario.ts';

/** Arrays as they are named on the command line. */
export interface ArrayArguments {
  readonly features: string;
  readonly outputs: string;
  readonly targets?: string;
  readonly labels?: string;
  readonly initial?: string;
  readonly initialOutputs?: string;
}

/** Options that are fields of the scenario, as text. */
export interface FieldOptions {
  readonly rows?: string;
  readonly estimator?: string;
  readonly rankTolerance?: string;
  readonly blocks?: string;
  readonly seed?: string;
  readonly name?: string;
}

/** Where all arrays are, and what they are called from there on. */
export function arrayFolder(names: ArrayArguments): { folder: string; inside: ArrayArguments } {
  const given = Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { folder, inside } = filesTogether(given.map(([, text]) => text));
  const byField = given.map(([field], i) => [field, inside[i]] as const);
  return { folder, inside: Object.fromEntries(byField) as unknown as ArrayArguments };
}
