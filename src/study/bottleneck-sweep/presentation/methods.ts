import type { MethodLine, MethodSection } from '../../../figure/report.ts';
import { quantitySection } from '../../geodesic/presentation/methods.ts';
import { dataSection, modelSection } from '../../geodesic/presentation/problem-methods.ts';
import { solverSection } from '../../geodesic/presentation/solver-methods.ts';
import { rankThreshold } from '../measure-point.ts';
import { geodesicAt } from '../sweep-scenario.ts';
import { wrongChance } from '../trend.ts';
import type { SweepData } from './sweep-data.ts';

/** How the numbers of a sweep were made. */
export function sweepMethods({ scenario, teacherRank }: SweepData): MethodSection[] {
  const { sweep } = scenario;
  const one = geodesicAt(scenario, { effectiveDepth: 0, lambdaOverDepth: 0, seed: 0 });
  const { lines = [], ...model } = modelSection(one);
  const swept: Readonly<Record<string, readonly number[]>> = {
    L̃: sweep.effectiveDepth,
    'μ = λ/L̃': sweep.lambdaOverDepth,
  };
  return [
    {
      ...model,
      lines: lines.map((line): MethodLine => {
        const values = swept[line.symbol ?? ''];
        return values === undefined ? line : { ...line, value: values.join(', ') };
      }),
    },
    dataSection(one, teacherRank),
    solverSection(one),
    {
      title: 'Sweep',
      sentences: [
        'Every repetition has a seed of its own, and with it its own data, teacher, fixed maps and initial weights.',
        sweep.warmStart
          ? 'The problem at the smallest L̃ starts as a geodesic does; every other one starts from the solution at the L̃ before, with the same penalty and seed: its weights, interpolated to the first mesh and with the change of L̃ added to their diagonal, which makes up for the stronger leak (by collocation its states and momenta), in place of the continuation. Solutions along L̃ are then one branch, and a problem solved alone may end in another minimum.'
          : 'Every problem starts as a geodesic does; none starts from another.',
        'A problem that does not converge is recorded with what it has, and the next one starts from it; one whose numbers are not finite is left out.',
      ],
      lines: [
        ...(sweep.intervalsPerDepth > 0
          ? [{ meaning: 'least intervals of the first mesh, per unit of L̃', value: `${sweep.intervalsPerDepth}` }]
          : []),
        { meaning: 'seeds', value: sweep.seeds.join(', ') },
        { meaning: 'starts from the L̃ before', value: sweep.warmStart ? 'yes' : 'no' },
      ],
    },
    quantitySection(one),
    {
      title: 'Numbers of the sweep, their errors and the claims',
      lines: [
        { meaning: '−2H/L̃', value: 'median over the nodes of a path, and its least and greatest value there' },
        { meaning: 'gap', value: 'min COIᵧ + 2H/L̃' },
        {
          meaning: 'rank of A',
          value: `singular values of at least ${rankThreshold} of the largest, where COIᵧ is least`,
        },
        { meaning: 'max ‖B‖, max ‖Bσ(A)ᵀ‖', value: 'operator norms, the largest over the nodes' },
        {
          meaning: '± of a mean',
          value: 'one standard error over seeds; with one seed the error of that path, as in a geodesic study',
        },
      ],
      sentences: [
        `A trend is decided by differences between two L̃ taken seed by seed: it holds where the change from the smallest to the largest L̃ is surely in the direction claimed and no step between neighbours is surely against it, and fails where the change or a step is surely against it. "Surely" is Student's one-sided test at ${100 * wrongChance} %, for steps at ${100 * wrongChance} % over their number. A bracket is decided by the worse of its two sides with the same test. With one seed the error of the path takes the place of the margin. What the drift of H leaves open is not in the standard errors: the bars along depth show it.`,
        'A claim about single paths holds where it holds on every path of the sweep.',
      ],
    },
    {
      title: 'Provenance',
      sentences: [
        'The same scenario and the same version of odepth give the same numbers to the last bit, whatever the number of workers, and whether the sweep was stopped and resumed or not. The record holds the scenario as given (scenario.yaml) and with every default (scenario.json), all numbers (series.csv, arrays.npz: every quantity over seeds × λ/L̃ × L̃, singular values at the bottleneck) and the SHA-256 of every file (manifest.json). An odepth geodesic study of one point shows its path.',
      ],
    },
  ];
}
