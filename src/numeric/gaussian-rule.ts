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
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
  0.4058451513773972, 0.20778495500789848, 0,
];
const kronrod = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
  0.19035057806478542, 0.20443294007529889, 0.20948214108472782,
];
const gauss = [0, 0.1294849661688697, 0, 0.27970539148927664, 0, 0.3818300505051189, 0, 0.4179591836734694];

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
