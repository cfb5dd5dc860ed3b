/**
 * Loaded into each server that is measured, before it: tells the benchmark over IPC which port the server
 * listens on, and, when asked, how much CPU time the process has used, all its threads together.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:net'

subscribe('tracing:net.server.listen:asyncEnd', (message) => {
  const address = (message as { server: Server }).server.address()
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port })
})
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }))
process.channel?.unref()
