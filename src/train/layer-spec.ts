/** Nonlinearities of a network: max(x, 0); x Ψ(x), Ψ the normal distribution function; tanh x; x. */
export type ActivationName = 'relu' | 'gelu' | 'tanh' | 'identity';

/**
 * Law of initial weights: independent entries of mean 0 and variance `variance`/fan-in (`per: 'fan-in'`) or `variance`
 * (`per: 'entry'`), Gaussian, or uniform on an interval about 0. Biases begin at 0, or are drawn as the weights are.
 */
export interface InitialLaw {
  readonly draw: 'gaussian' | 'uniform';
  readonly variance: number;
  readonly per: 'fan-in' | 'entry';
  readonly biases: 'zero' | 'drawn';
}

/** A fully connected map of every row: y = W x + b, W outputs × inputs. */
export interface DenseSpec {
  readonly kind: 'dense';
  readonly outputs: number;
  /** true where not given. */
  readonly bias?: boolean;
  /** `torchLaw` where not given. */
  readonly initial?: InitialLaw;
}

/** σ, entry by entry. */
export interface ActivationLayerSpec {
  readonly kind: 'activation';
  readonly activation: ActivationName;
}

/** Every row to mean 0 and variance 1, then gain ⊙ x + shift; gain begins at 1, shift at 0. */
export interface LayerNormSpec {
  readonly kind: 'layer-norm';
  /** Added to the variance; 1e-5 where not given. */
  readonly epsilon?: number;
}

/** Every column to mean 0 and variance 1 over the rows of a batch; by running averages in evaluation. Then gain ⊙ x + shift. */
export interface BatchNormSpec {
  readonly kind: 'batch-norm';
  /** Added to the variance; 1e-5 where not given. */
  readonly epsilon?: number;
  /** Share of a new batch in the running averages; 0.1 where not given. */
  readonly momentum?: number;
}

/** Token t at position i to row E_t + P_i of `width` numbers. The first layer of a network on tokens, and only there. */
export interface EmbeddingSpec {
  readonly kind: 'embedding';
  readonly width: number;
  /** Whether P is there (learned); true where not given. */
  readonly positions?: boolean;
  /** N(0, 1) per entry where not given. */
  readonly initial?: InitialLaw;
}

/** Multi-head softmax attention over the tokens of one example, with the projections Q, K, V, O. Width is kept. */
export interface AttentionSpec {
  readonly kind: 'attention';
  /** A divisor of the width. */
  readonly heads: number;
  /** Whether a token sees only itself and the tokens before it. */
  readonly causal: boolean;
  /** Biases of the four projections; true where not given. */
  readonly bias?: boolean;
  /** Of the four projections; `torchLaw` where not given. */
  readonly initial?: InitialLaw;
}

/** y = x + f(x), f the inner layers one after the other; f keeps width and tokens. */
export interface ResidualSpec {
  readonly kind: 'residual';
  readonly inner: readonly LayerSpec[];
}

/**
 * The inner layers along the tokens: they read a row of T numbers for every one of the width numbers of a token, one example
 * after the other, and give T numbers, which go back to where they came from. Dense layers within are shared by the channels:
 * a layer norm before it, `[dense h, gelu, dense T]` within it and a residual around both are the token mixing of MLP-Mixer
 * (Tolstikhin et al., arXiv 2105.01601).
 */
export interface AcrossTokensSpec {
  readonly kind: 'across-tokens';
  readonly inner: readonly LayerSpec[];
}

/** One row per example: that of its last token, or the mean over its tokens. */
export interface PoolingSpec {
  readonly kind: 'pooling';
  readonly over: 'last-token' | 'mean-token';
}

/** One row per example: the rows of its tokens side by side. */
export interface FlattenSpec {
  readonly kind: 'flatten';
}

/**
 * The identity, at a place where the rows are read by `network.stream`: at the top level only, neither first on tokens nor last.
 * It changes no number and has no parameters; all rows before it are computed (pooling does not move up beyond it).
 */
export interface TapSpec {
  readonly kind: 'tap';
  /** For the reader; 'tap-1', 'tap-2', … where not given. */
  readonly name?: string;
}

/** One layer as plain data. Activations are matrices of count × tokens rows, row by row. */
export type LayerSpec =
  | DenseSpec
  | ActivationLayerSpec
  | LayerNormSpec
  | BatchNormSpec
  | EmbeddingSpec
  | AttentionSpec
  | ResidualSpec
  | AcrossTokensSpec
  | PoolingSpec
  | FlattenSpec
  | TapSpec;

/** What a network reads: rows of `inputs` real numbers, or of `length` tokens from 0 to `vocabulary` − 1. */
export type InputSpec = { readonly inputs: number } | { readonly vocabulary: number; readonly length: number };

/** Weights and biases uniform within ±1/√fan-in (variance 1/(3 fan-in)), as torch.nn.Linear begins. */
export const torchLaw: InitialLaw = { draw: 'uniform', variance: 1 / 3, per: 'fan-in', biases: 'drawn' };
/** Gaussian weights of variance 2/fan-in, no biases: He et al., arXiv 1502.01852. */
export const heLaw: InitialLaw = { draw: 'gaussian', variance: 2, per: 'fan-in', biases: 'zero' };
/** Gaussian weights of variance 1/fan-in, no biases. */
export const linearLaw: InitialLaw = { draw: 'gaussian', variance: 1, per: 'fan-in', biases: 'zero' };
