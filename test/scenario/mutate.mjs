import * as fc from 'fast-check';

const isNode = (value) => typeof value === 'object' && value !== null;

/** Every [container, key] of a value tree. */
function slots(node) {
  return Object.entries(node).flatMap(([key, value]) => [[node, key], ...(isNode(value) ? slots(value) : [])]);
}

export const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.double(),
  fc.integer({ min: -3, max: 300 }),
  fc.constantFrom(null, '', 'auto', 'x', 'exact', '1e-3', [], {}, [[1, 2]], { expression: 'x^2' }, 2 ** 70, -0),
);

export const mutation = fc.record({
  at: fc.nat(),
  change: fc.constantFrom('delete', 'replace', 'add', 'rename', 'swap'),
  value: oddValue,
  name: fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('horizon', 'layers', 'leak', 'kernel', 'times', 'constructor'),
  ),
});

/** Deletes, replaces, adds, renames or swaps one value of a scenario. */
export function mutate(scenario, { at, change, value, name }) {
  const all = slots(scenario);
  const chosen = all[at % Math.max(1, all.length)];
  if (chosen === undefined) return;
  const [fields, key] = chosen;
  if (change === 'delete') delete fields[key];
  else if (change === 'replace') fields[key] = structuredClone(value);
  else if (change === 'add' && name !== '__proto__') fields[name] = structuredClone(value);
  else if (change === 'rename' && name !== '__proto__') {
    fields[name] = fields[key];
    delete fields[key];
  } else {
    const [other, otherKey] = all[(at * 7 + 3) % all.length];
    const there = structuredClone(other[otherKey]);
    other[otherKey] = structuredClone(fields[key]);
    fields[key] = there;
  }
}
