import { expect, it } from 'vitest'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { controlRoutes } from './control/control-routes.ts'

const server = useTestServer()

it.each(controlRoutes)('BR-617 $method $path is 404', async ({ method, path }) => {
  const url = `/_contactd/dev${path.replace(/:\w+/, 'a')}`
  const body = method === 'GET' ? undefined : {}
  expect((await server.call(method as 'GET', url, body)).status).toBe(404)
})
