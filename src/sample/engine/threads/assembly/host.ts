/** σ of `count` values at x to `out`, by the host: activations that are expressions. */
export declare function activateByHost(x: usize, count: i32, out: usize): void;
