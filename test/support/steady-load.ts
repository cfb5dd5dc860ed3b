import { HttpClient } from './http-client.ts'

/** Continuous requests, until they are told to end. */
export interface SteadyLoad {
  /** The number of answered or failed requests. */
  count(): number
  /** @returns the failures: statuses other than 200, and connection errors. */
  end(): Promise<string[]>
}

/** Updates and reads a contact repeatedly, over a number of keep-alive connections. */
export function steadyLoad(
  server: { url: string; token: string },
  { path, connections }: { path: string; connections: number },
): SteadyLoad {
  const problems: string[] = []
  let isOver = false
  let count = 0
  const senders = Array.from({ length: connections }, async () => {
    const client = new HttpClient(server)
    while (!isOver) {
      try {
        const written = await client.call('PUT', path, { firstName: `Jane ${count}` })
        const read = await client.call('GET', path)
        for (const { status, text } of [written, read]) if (status !== 200) problems.push(`${status} ${text}`)
      } catch (error) {
        problems.push((error as Error).message)
      }
      count += 2
    }
    client.close()
  })
  return {
    count: () => count,
    async end() {
      isOver = true
      await Promise.all(senders)
      return problems
    },
  }
}
