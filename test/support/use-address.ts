import type { AddressInfo } from 'node:net'
import { beforeAll } from 'vitest'
import type { TestServer } from './server.ts'

/** Makes the server of a test file listen on loopback. @returns an object that has its `url` once the tests run. */
export function useAddress(server: TestServer): { url: string } {
  const address = { url: '' }
  beforeAll(async () => {
    await server.app.listen({ host: '127.0.0.1', port: 0 })
    address.url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
  })
  return address
}
