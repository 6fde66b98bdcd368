import { formatPower } from '../../figure/format.ts';
import type { FlowIntegrator } from './flow-scenario.ts';

/** A name for every integrator, different for each: "odex-1e-10", "gauss-legendre-4-200" (order, steps). */
export function integratorNames(integrators: readonly FlowIntegrator[]): string[] {
  const short = integrators.map(shortName);
  const names = short.map((name, i) => {
    const { [i]: integrator } = integrators;
    const shared = short.filter((other) => other === name).length > 1;
    return shared && integrator?.method === 'gauss-legendre' ? `${name}-${integrator.inner}` : name;
  });
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name : `${name}-${before + 1}`;
  });
}

function shortName(integrator: FlowIntegrator): string {
  if (integrator.method === 'odex') return `odex-${toleranceText(integrator.tolerance)}`;
  return `gauss-legendre-${integrator.order}-${integrator.steps}`;
}

/** Labels for figures and tables, in the same order: "odex, tolerance 10⁻¹⁰", "Gauss–Legendre 4, 200 steps". */
export function integratorLabels(integrators: readonly FlowIntegrator[]): string[] {
  const labels = integrators.map((integrator) => {
    if (integrator.method === 'odex') return `odex, tolerance ${powerText(integrator.tolerance)}`;
    return `Gauss–Legendre ${integrator.order}, ${integrator.steps} steps`;
  });
  return labels.map((label, i) => {
    const shared = labels.filter((other) => other === label).length > 1;
    return shared ? `${label} (${integratorNames(integrators)[i]})` : label;
  });
}

function toleranceText(tolerance: number): string {
  return tolerance.toExponential().replace('+', '');
}

function powerText(tolerance: number): string {
  const [mantissa, exponent] = tolerance.toExponential().split('e');
  const power = formatPower(Number(exponent));
  return mantissa === '1' ? power : `${mantissa}·${power}`;
}
