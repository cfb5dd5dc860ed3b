import { hostileRequests, runSamples } from '../../tools/samples/sample-runs.ts'

// The first runs with every change: tools/samples/run-samples.test.ts.
runSamples(hostileRequests.slice(1))
