import { formatNumber } from '../../figure/format.ts';
import type { StudyResult } from '../host.ts';
import { isUsable, type PointResult, pointJson } from './point-result.ts';
import { sweepArrays, sweepRows } from './sweep-rows.ts';
import { type BottleneckSweepScenario, geodesicAt, positionLabel, sweepPositions } from './sweep-scenario.ts';
import { sweepVerdicts } from './sweep-verdicts.ts';

/** Points named in one note. */
const mostNamed = 12;

/**
 * What a finished sweep leaves for the record. Points that did not converge are in it with the numbers that they have, and a
 * note names them: the claim on stationarity says what they are worth. Only points without numbers make the sweep unsolved.
 */
export function sweepResult(
  scenario: BottleneckSweepScenario,
  digest: string,
  points: readonly PointResult[],
  seconds: number,
): StudyResult {
  const labels = sweepPositions(scenario).map((position) => ({
    label: positionLabel(scenario, position),
    seed: geodesicAt(scenario, position).seed,
  }));
  const broken = labels.filter((_, i) => !isUsable(points[i]!)).map(({ label }) => label);
  const rows = sweepRows(scenario, points);
  return {
    summary: {
      ...{ name: scenario.name, kind: scenario.kind, digest, quantities: rows },
      verdicts: sweepVerdicts(scenario, rows, points),
      notes: [
        ...unconvergedNote(
          points,
          labels.map(({ label }) => label),
        ),
        ...(broken.length > 0 ? [`Not finite, and left out everywhere: ${listed(broken)}.`] : []),
      ],
    },
    provenance: {
      teacherRank: points[0]?.teacherRank ?? null,
      points: points.map((point, i) => pointJson(labels[i]!.label, labels[i]!.seed, point)),
      random: {
        seed: scenario.seed,
        generator: 'Philox4x32-10, Box–Muller',
        address:
          '(seed, purpose, number); a seed for each repetition; purposes: data-inputs, teacher, map, initial weights',
      },
    },
    arrays: sweepArrays(scenario, points),
    seconds: { sweep: seconds },
    interrupted: null,
    ...(broken.length > 0 && {
      unsolved: `the solution is not finite at ${listed(broken)}. Raise lambdaOverDepth, lower solver.initialScale, or add a continuation.`,
    }),
  };
}

function unconvergedNote(points: readonly PointResult[], labels: readonly string[]): string[] {
  const late = points.flatMap((point, i) => {
    const stationarity = point.numbers.get('stationarity')?.value;
    return point.converged || stationarity === undefined ? [] : [{ label: labels[i]!, stationarity, point }];
  });
  const worst = late.reduce<(typeof late)[number] | undefined>(
    (most, one) => (most === undefined || one.stationarity > most.stationarity ? one : most),
    undefined,
  );
  if (worst === undefined) return [];
  return [
    `${late.length} of ${points.length} points did not converge and are recorded as they are, with a stationarity of at most ${formatNumber(worst.stationarity, 2)} (${worst.label}: ${worst.point.message}): ${listed(late.map(({ label }) => label))}.`,
  ];
}

function listed(labels: readonly string[]): string {
  const more = labels.length - mostNamed;
  return labels.slice(0, mostNamed).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
