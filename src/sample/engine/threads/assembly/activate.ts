import { erf32, gelu32, identity32, leakyRelu32, relu32, softplus32, swish32, tanh32 } from './activations32';
import { erf64, gelu64, identity64, leakyRelu64, relu64, softplus64, swish64, tanh64 } from './activations64';
import { activateByHost } from './host';
import { activation } from './state';

/** σ of `bytes` bytes of values, by its number in the list of built-in activations. */
export function activate<T>(x: usize, bytes: usize, out: usize): void {
  if (activation < 0) activateByHost(x, <i32>(bytes / sizeof<T>()), out);
  else if (sizeof<T>() === 8) activate64(x, x + bytes, out);
  else activate32(x, x + bytes, out);
}

function activate64(x: usize, end: usize, out: usize): void {
  if (activation === 0) identity64(x, end, out);
  else if (activation === 1) relu64(x, end, out);
  else if (activation === 2) leakyRelu64(x, end, out);
  else if (activation === 3) tanh64(x, end, out);
  else if (activation === 4) erf64(x, end, out);
  else if (activation === 5) gelu64(x, end, out);
  else if (activation === 6) softplus64(x, end, out);
  else swish64(x, end, out);
}

function activate32(x: usize, end: usize, out: usize): void {
  if (activation === 0) identity32(x, end, out);
  else if (activation === 1) relu32(x, end, out);
  else if (activation === 2) leakyRelu32(x, end, out);
  else if (activation === 3) tanh32(x, end, out);
  else if (activation === 4) erf32(x, end, out);
  else if (activation === 5) gelu32(x, end, out);
  else if (activation === 6) softplus32(x, end, out);
  else swish32(x, end, out);
}
