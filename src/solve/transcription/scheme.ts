/** Names of the schemes, as written in a scenario. */
export const schemeNames = ['euler', 'rk2', 'rk4'] as const;
export type SchemeName = (typeof schemeNames)[number];

/**
 * An explicit Runge–Kutta scheme with one control per stage: Z_i = A + h Σ_j a_ij F_j, F_i = F(Z_i, W_i),
 * A⁺ = A + h Σ_i b_i F_i. Every b_i is positive, so that each control is paid for, and the adjoint of the discrete problem
 * is the symplectic partner of the scheme (Hager, Numer. Math. 87, 2000; Sanz-Serna, SIAM Review 58, 2016): momenta
 * converge at the order of the scheme too.
 */
export interface RungeKuttaScheme {
  readonly name: SchemeName;
  /** Of states and momenta. */
  readonly order: number;
  /** a_ij, strictly lower triangular. */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  /** Σ_j a_ij: where in the step a stage lies. */
  readonly c: readonly number[];
}

/** Euler is the paper's network; rk2 is Heun's scheme (the midpoint rule has b_1 = 0); rk4 the classical one. */
export const schemes: Readonly<Record<SchemeName, RungeKuttaScheme>> = {
  euler: { name: 'euler', order: 1, a: [[]], b: [1], c: [0] },
  rk2: { name: 'rk2', order: 2, a: [[], [1]], b: [1 / 2, 1 / 2], c: [0, 1] },
  rk4: {
    name: 'rk4',
    order: 4,
    a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
    b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
    c: [0, 1 / 2, 1 / 2, 1],
  },
};
