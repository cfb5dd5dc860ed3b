import { afterAll, beforeAll, expect } from 'vitest'
import { startTestServer, type TestServer, type TestServerOptions } from './server.ts'

/**
 * The server of a test file or a `describe`: started before its tests and closed after them.
 * @param logs what the server may log at `warn` and above: nothing, unless the tests say otherwise.
 */
export function useTestServer(
  options?: TestServerOptions,
  { logs = 'nothing' }: { logs?: 'nothing' | 'warnings' } = {},
): TestServer {
  const server = {} as TestServer
  beforeAll(async () => {
    Object.assign(server, await startTestServer(options))
  })
  afterAll(async () => {
    await server.close()
    if (logs === 'nothing') expect(server.log.filter(({ level }) => level !== 'info')).toEqual([])
  })
  return server
}
