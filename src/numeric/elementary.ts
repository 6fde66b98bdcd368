/** The elementary functions of this project: their bits depend on IEEE 754 arithmetic alone, not on the engine. */
export { angleOf, asin } from './arctangent.ts';
export { erf, erfInto } from './error-function.ts';
export { exp, expInto, expm1, expm1Into, logistic, logisticInto, tanh, tanhInto } from './exponential.ts';
export { log, log1p, log1pInto, logInto } from './logarithm.ts';
export { cosTurn, cosTurnInto, sinTurn, sinTurnInto } from './turn.ts';
