// `npm run odepth -- ARGS` and `npm start` from a checkout: build when sources are newer, then run the command line.
import './build.mjs';

await import('../../dist/cli/main.js');
