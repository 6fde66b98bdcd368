/** Points and weights on the z line for ∫ f(z) dz / √(2π); the Gaussian factor e^{−z²/2} belongs to the integrand. */
export interface LineRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
  /** Weights of a coarser rule on the same nodes: the difference of the two sums bounds the error of the finer one. */
  readonly coarse: Float64Array;
}

/** What a line rule must resolve. */
export interface LineRequest {
  /** Refinement: each level halves the spacing. */
  readonly level: number;
  /** Nodes cover |z| ≤ reach. */
  readonly reach: number;
  /** Integrands are even in z: nodes on z ≥ 0 only, weights doubled. */
  readonly half: boolean;
  /** Points where the integrand is not analytic, any order; panels end there. */
  readonly breaks: readonly number[];
}

const perRootTwoPi = 1 / Math.sqrt(2 * Math.PI);

/**
 * The trapezoidal rule for integrands analytic on the line (error e^{−2π d / h}, d the distance of the nearest
 * singularity), composite Gauss–Kronrod (7, 15) between the breaks otherwise.
 */
export function lineRule(request: LineRequest): LineRule {
  return request.breaks.length === 0 ? trapezoidalRule(request) : panelRule(request);
}

function trapezoidalRule({ level, reach, half }: LineRequest): LineRule {
  const spacing = 0.5 / 2 ** level;
  const reachSteps = 2 * Math.ceil(reach / spacing / 2);
  const first = half ? 0 : -reachSteps;
  const count = reachSteps - first + 1;
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  const coarse = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const step = first + i;
    nodes[i] = step * spacing;
    weights[i] = spacing * perRootTwoPi * (half && step !== 0 ? 2 : 1);
    coarse[i] = step % 2 === 0 ? 2 * weights[i]! : 0;
  }
  return { nodes, weights, coarse };
}

// Gauss–Kronrod 15: abscissae ≥ 0, Kronrod weights, and the weights of the embedded 7-point Gauss rule (QUADPACK qk15).
const abscissae = [
  0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926,
  0.741531185599394439863864773280788, 0.586087235467691130294144691258379, 0.405845151377397166906606412076961,
  0.207784955007898467600689403773245, 0,
];
const kronrod = [
  0.02293532201052922496373200805897, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
  0.140653259715525918745189590510238, 0.16900472663926790282829543649967, 0.190350578064785409913256402421014,
  0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
];
const gauss = [
  0, 0.129484966168869693270611432679082, 0, 0.27970539148927666790146777142378, 0, 0.381830050505118944950369775488975,
  0, 0.417959183673469387755102040816327,
];

function panelRule({ level, reach, half, breaks }: LineRequest): LineRule {
  const low = half ? 0 : -reach;
  const ends = [low, ...breaks.filter((at) => at > low && at < reach).sort((a, b) => a - b), reach];
  const widest = 2 / 2 ** level;
  const panels: [from: number, to: number][] = [];
  for (let e = 0; e + 1 < ends.length; e++) {
    const from = ends[e]!;
    const to = ends[e + 1]!;
    const parts = Math.ceil((to - from) / widest);
    for (let p = 0; p < parts; p++)
      panels.push([from + ((to - from) * p) / parts, from + ((to - from) * (p + 1)) / parts]);
  }
  const nodes = new Float64Array(15 * panels.length);
  const weights = new Float64Array(nodes.length);
  const coarse = new Float64Array(nodes.length);
  let at = 0;
  for (const [from, to] of panels) {
    const middle = (from + to) / 2;
    const radius = (to - from) / 2;
    const scale = radius * perRootTwoPi * (half ? 2 : 1);
    for (let i = -7; i <= 7; i++, at++) {
      const entry = 7 - Math.abs(i);
      nodes[at] = middle + Math.sign(i) * abscissae[entry]! * radius;
      weights[at] = kronrod[entry]! * scale;
      coarse[at] = gauss[entry]! * scale;
    }
  }
  return { nodes, weights, coarse };
}
