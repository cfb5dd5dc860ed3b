import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { adopt } from './workspace.ts'

/** A part of a benchmark in a process of its own, which answers each message with one. */
export interface ForkedProcess<Order, Result> {
  /** @throws Error if the process ends. */
  ask(order: Order): Promise<Result>
  stop(): void
}

export function forkProcess<Order extends object, Result>(
  script: URL,
  args: readonly string[] = [],
): ForkedProcess<Order, Result> {
  const file = fileURLToPath(script)
  const child = adopt(fork(file, args))
  const ended = once(child, 'exit').then((): never => {
    throw new Error(`${file} ended: the lines above say why.`)
  })
  ended.catch(() => {})
  return {
    async ask(order) {
      child.send(order)
      const [result] = (await Promise.race([once(child, 'message'), ended])) as [Result]
      return result
    },
    stop: () => child.kill(),
  }
}
