// ESM sources, run as CommonJS: Jest's own ESM mode is experimental and Temporal's bundler needs neither.
const swc = [
  '@swc/jest',
  {
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  },
];

export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testEnvironment: 'node',
  transform: { '\\.[jt]s$': swc },
  // Packages that are ESM only are transformed like our own code.
  transformIgnorePatterns: ['/node_modules/(?!(cookie|content-disposition|@marcbachmann/cel-js)/)', '<rootDir>/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.paynotify/'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/longest-first.js',
  // Long, since a busy machine may be ten times as slow: it only says when a test that hangs is given up.
  testTimeout: 600_000,
  // Much of a test is waiting: on two cores three at a time leave them less idle than two.
  maxWorkers: 3,
};
