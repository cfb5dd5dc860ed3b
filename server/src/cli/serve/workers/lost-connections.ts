import type { ChildProcess } from 'node:child_process'

/** The messages of node:cluster and a worker about a connection that is handed over. */
interface HandingOver {
  act?: string
  seq?: number
  ack?: number
}

interface Handle {
  close(): void
}

/**
 * Closes connections that were handed to a worker that died before accepting them. node:cluster keeps them open, and
 * the client would wait for a response forever: one connection for each worker that was killed under load. This reads
 * undocumented messages of Node.js; if they change, it does nothing.
 */
export function endLostConnections(child: ChildProcess): void {
  const handedOver = new Map<number, Handle>()
  const send = child.send.bind(child) as (...args: unknown[]) => boolean
  Object.assign(child, {
    send: (message: HandingOver, handle?: Handle, ...rest: unknown[]) => {
      if (message.act === 'newconn' && message.seq !== undefined && handle)
        handedOver.set(message.seq, handle)
      return send(message, handle, ...rest)
    },
  })
  child.on('internalMessage', ({ ack }: HandingOver) => {
    if (ack !== undefined) handedOver.delete(ack)
  })
  child.once('exit', () => {
    for (const handle of handedOver.values()) handle.close()
  })
}
