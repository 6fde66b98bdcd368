// biome-ignore-all lint/style/useConst: the host assigns them.
// Where everything stands, set by the host (../layout.ts) before the first network. Addresses and sizes are in bytes unless they
// are said to be counts. Arrays of neurons are [block of eight neurons][row][8], padded to whole blocks.

/** N, P = N (N + 1)/2, n, and their use: counts. */
export let inputs: i32 = 0;
export let pairs: i32 = 0;
export let width: i32 = 0;
/** Number of σ in `activate`, or −1: the host's. */
export let activation: i32 = 0;
/** Whether words are Philox's, and whether the chain runs along. */
export let philoxWords: i32 = 0;
export let coupled: i32 = 0;
/** Whether `observe` is to leave σ(φ̃), X and Y row by row. */
export let rowsWanted: i32 = 0;

/** C_W, C_b, ε; 1 − κε² or, in float32, κε²; ε² C_W. */
export let weightVariance: f64 = 0;
export let biasVariance: f64 = 0;
export let residualScale: f64 = 0;
export let decay: f64 = 0;
export let gain: f64 = 0;

/** xoshiro's s0 … s3 of eight lanes each; or words 1 … 3 of Philox's counter and its key. */
export let randomState: usize = 0;
/** Of one chunk: words, normals, σ(φ), σ(φ̃). */
export let words: usize = 0;
export let noise: usize = 0;
export let activated: usize = 0;
export let chainActivated: usize = 0;
/** φ, φ̃ (N rows) and X (P rows). */
export let preactivation: usize = 0;
export let chainPreactivation: usize = 0;
export let response: usize = 0;

/** float64, N × N: Q and its Cholesky factor; chol K(0). */
export let covariance: usize = 0;
export let factor: usize = 0;
export let initialFactor: usize = 0;
/** Coefficients of the move: row a is w_aa, w_a0 … w_a,a−1, row after row. Of φ, of φ̃ at the first layer, of its layer ℓ + 1. */
export let weights: usize = 0;
export let chainWeights: usize = 0;
/** keep, first, second, shift for every pair and layer. */
export let responseCoefficients: usize = 0;
/** Partial sums of products, four to a pair, and in float32 their float64 totals. */
export let partial: usize = 0;
export let total: usize = 0;
/** float64: S by pairs. */
export let products: usize = 0;

/** At saved layers, float64: chunks of φ, σ, X taken from float32; h and Y of a chunk; K0 and the response's three coefficients. */
export let seenState: usize = 0;
export let seenActivated: usize = 0;
export let seenResponse: usize = 0;
export let square: usize = 0;
export let deviation: usize = 0;
export let kernel: usize = 0;
export let transport: usize = 0;
/** Sums of φφᵀ, σσᵀ (float32), YYᵀ, hhᵀ, four to a pair; of Y, σ(φ̃)σ(φ̃)ᵀ and χX by pairs. */
export let kernelSums: usize = 0;
export let productSums: usize = 0;
export let covarianceSums: usize = 0;
export let excessSums: usize = 0;
export let meanSums: usize = 0;
export let sourceSums: usize = 0;
export let transportSums: usize = 0;
/** σ(φ̃), X and Y by rows of n. */
export let activationRows: usize = 0;
export let responseRows: usize = 0;
export let deviationRows: usize = 0;
