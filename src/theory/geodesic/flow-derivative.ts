import { featureCount, type LeakyResnet } from '../../model/leaky-resnet.ts';
import { createMatrix, type Matrix } from '../../numeric/dense/matrix.ts';
import { curvaturesInto, featuresInto, slopesInto } from './features.ts';
import { unpacker } from './flow.ts';
import { firstRows } from './matrices.ts';
import {
  productInto,
  productLeftTransposed,
  productLeftTransposedInto,
  productRightTransposedInto,
} from './products.ts';

/** The derivative of the flow on packed states y = [A; B], both row by row, m = 2wN entries. `multiply` allocates no array. */
export interface LeakyFlowDerivative {
  /** Sets the state at which the derivative is meant. */
  at(y: Float64Array): void;
  /** out = J v, at the cost of seven products of w × n × N. */
  multiply(v: Float64Array, out: Float64Array): void;
  /** out[row · m + column] = J, dense; for small wN only: m² numbers. */
  fill(out: Float64Array): void;
}

/**
 * With S = σ(A), P = B Sᵀ, Q = Pᵀ B, and δS = σ'(A) ∘ δA (its bias row zero), δP = δB Sᵀ + B δSᵀ:
 *
 *     δ∂_pA = L̃ (δP S + P δS − δA),   δ∂_pB = −L̃ (σ''(A) ∘ δA ∘ Q + σ'(A) ∘ [δPᵀ B + Pᵀ δB] − δB)
 *
 * and by entries, with K = SᵀS and G = BᵀB:
 *
 *     ∂(∂_pA)_ij/∂B_kl = L̃ δ_ik K_lj           ∂(∂_pA)_ij/∂A_kl = L̃ σ'_kl (B_il S_kj + δ_jl P_ik) − L̃ δ_ik δ_jl
 *     ∂(∂_pB)_ij/∂A_kl = −L̃ δ_ik (σ''_ij Q_ij δ_jl + σ'_ij σ'_il G_lj)   ∂(∂_pB)_ij/∂B_kl = −∂(∂_pA)_kl/∂A_ij
 *
 * Derived from the flow of `flow.ts`; the last equality is the flow's being Hamiltonian. ReLU's kink adds nothing.
 */
export function leakyFlowDerivative(resnet: LeakyResnet, points: number): LeakyFlowDerivative {
  const { width, effectiveDepth, activation } = resnet;
  const n = featureCount(resnet);
  const state = unpacker(width, points);
  const direction = unpacker(width, points);
  const result = unpacker(width, points);
  const s = createMatrix(n, points);
  const slopes = createMatrix(width, points);
  const bend = createMatrix(width, points);
  const p = createMatrix(width, n);
  const leading: Matrix = { ...p, columns: width };
  const dS = createMatrix(width, points);
  const dP = createMatrix(width, n);
  const leadingDP: Matrix = { ...dP, columns: width };
  const part = createMatrix(width, width);
  const room = createMatrix(width, points);
  const size = width * points;
  let b: Matrix = room;

  return {
    at(y) {
      const [a, momenta] = state(y);
      b = momenta;
      featuresInto(resnet, a, s);
      slopesInto(activation, a, slopes);
      productRightTransposedInto(b, s, p);
      // σ''(A) ∘ Q.
      productLeftTransposedInto(leading, b, room);
      curvaturesInto(activation, a, bend);
      for (let x = 0; x < size; x++) bend.data[x]! *= room.data[x]!;
    },
    multiply(v, out) {
      const [dA, dB] = direction(v);
      const [moveA, moveB] = result(out);
      for (let x = 0; x < size; x++) dS.data[x] = slopes.data[x]! * dA.data[x]!;
      productRightTransposedInto(dB, s, dP);
      productRightTransposedInto(b, dS, part);
      for (let i = 0; i < width; i++) {
        for (let k = 0; k < width; k++) dP.data[i * n + k]! += part.data[i * width + k]!;
      }
      productInto(dP, s, moveA);
      productInto(leading, dS, room);
      for (let x = 0; x < size; x++) {
        moveA.data[x] = effectiveDepth * (moveA.data[x]! + room.data[x]! - dA.data[x]!);
      }
      productLeftTransposedInto(leadingDP, b, moveB);
      productLeftTransposedInto(leading, dB, room);
      for (let x = 0; x < size; x++) {
        const turned = slopes.data[x]! * (moveB.data[x]! + room.data[x]!);
        moveB.data[x] = effectiveDepth * (dB.data[x]! - turned - bend.data[x]! * dA.data[x]!);
      }
    },
    fill(out) {
      const m = 2 * size;
      if (out.length !== m * m) throw new RangeError(`the dense derivative has ${m} × ${m} entries; got ${out.length}`);
      out.fill(0);
      const kernel = productLeftTransposed(s, s);
      const rows = firstRows(s, width);
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < points; j++) {
          const row = i * points + j;
          for (let l = 0; l < points; l++) {
            out[row * m + size + i * points + l] = effectiveDepth * kernel.data[l * points + j]!;
          }
          for (let k = 0; k < width; k++) {
            for (let l = 0; l < points; l++) {
              const column = k * points + l;
              let value = b.data[i * points + l]! * rows.data[k * points + j]!;
              if (l === j) value += p.data[i * n + k]!;
              value *= effectiveDepth * slopes.data[column]!;
              if (column === row) value -= effectiveDepth;
              out[row * m + column] = value;
              out[(size + column) * m + size + row] = -value;
            }
          }
        }
      }
      productLeftTransposedInto(b, b, kernel);
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < points; j++) {
          const row = i * points + j;
          for (let l = 0; l < points; l++) {
            const column = i * points + l;
            let value = slopes.data[row]! * slopes.data[column]! * kernel.data[l * points + j]!;
            if (l === j) value += bend.data[row]!;
            out[(size + row) * m + column] = -effectiveDepth * value;
          }
        }
      }
    },
  };
}
