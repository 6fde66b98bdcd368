import { defineConfig } from 'vitest/config';

// Tests import the built code (`#odepth/...` is dist): what is tested is what ships, and tight loops are not distorted
// by a module runner.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    server: { deps: { external: [/\/dist\//] } },
  },
});
