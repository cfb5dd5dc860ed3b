import { nodeIsTooOld } from '../lib/node-version.ts'

// The first import of `start-contactd.ts`, and a file of its own in the build: it must run before all others.
if (nodeIsTooOld) throw new Error(nodeIsTooOld)
