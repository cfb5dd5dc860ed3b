import type { ChildProcess } from 'node:child_process'

/** What node:cluster and a worker tell each other of a connection that is handed over. */
interface HandingOver {
  act?: string
  seq?: number
  ack?: number
}

interface Handle {
  close(): void
}

/**
 * Ends the connections that a worker was handed and did not take before it died. node:cluster keeps them open, and
 * whoever is at the other end would wait for an answer for ever: one of them each time that a worker was
 * killed under load. It looks at messages that Node.js does not document; where they are others, nothing is done.
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
