import { devOwner } from '../../server/src/dev/dev-seed.ts'
import { startContactd } from '../../server/src/dev/start-contactd.ts'

/** A development server for `useConsole`. */
export async function startDevServer() {
  return { ...(await startContactd()), owner: async () => devOwner }
}
