import {
  erf32,
  gelu32,
  identity32,
  leakyRelu32,
  relu32,
  softplus32,
  swish32,
  tanh32,
} from './activations32';
import {
  erf64,
  gelu64,
  identity64,
  leakyRelu64,
  relu64,
  softplus64,
  swish64,
  tanh64,
} from './activations64';
import { activateByHost } from './host';
import { activation } from './state';

/** σ of `bytes` bytes of values, by its number in the list of built-in activations. */
export function activate<T>(x: usize, bytes: usize, out: usize): void {
  const end = x + bytes;
  const wide = sizeof<T>() === 8;
  switch (activation) {
    case 0:
      return wide ? identity64(x, end, out) : identity32(x, end, out);
    case 1:
      return wide ? relu64(x, end, out) : relu32(x, end, out);
    case 2:
      return wide ? leakyRelu64(x, end, out) : leakyRelu32(x, end, out);
    case 3:
      return wide ? tanh64(x, end, out) : tanh32(x, end, out);
    case 4:
      return wide ? erf64(x, end, out) : erf32(x, end, out);
    case 5:
      return wide ? gelu64(x, end, out) : gelu32(x, end, out);
    case 6:
      return wide ? softplus64(x, end, out) : softplus32(x, end, out);
    case 7:
      return wide ? swish64(x, end, out) : swish32(x, end, out);
    default:
      activateByHost(x, <i32>(bytes / sizeof<T>()), out);
  }
}
