// Lab tests boot real nodes: one after the other, with time to do so.
export default {
  extensions: ['ts'],
  files: ['test/lab/**/*.test.ts'],
  concurrency: 1,
  serial: true,
  timeout: '20m',
  workerThreads: false,
}
