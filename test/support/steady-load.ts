import { HttpClient } from './http-client.ts'

/** Requests without a pause, until they are told to end. */
export interface SteadyLoad {
  /** How many have been answered, or failed. */
  count(): number
  /** @returns what went wrong: statuses that are not 200, and errors of connections. */
  end(): Promise<string[]>
}

/** Updates a contact and reads it again and again, over a number of connections that are kept alive. */
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
