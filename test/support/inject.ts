import lightMyRequest, { type InjectOptions, type Response } from 'light-my-request'
import type { App } from '../../server/src/http/app.ts'

/** Sends a request to a server that need not listen, by the way that requests of a connection take. */
export async function inject(app: App, options: InjectOptions): Promise<Response> {
  await app.ready()
  // The last one answers; those before it only watch.
  const listener = app.server.listeners('request').at(-1)
  if (listener === undefined) throw new Error('The server answers no requests.')
  return lightMyRequest(listener as Parameters<typeof lightMyRequest>[0], options)
}
