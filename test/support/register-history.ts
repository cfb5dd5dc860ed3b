/** A write or a read of a register, as a client saw it. Each write has a value of its own. */
export interface Operation {
  kind: 'write' | 'read'
  value: string
  /** When it was sent and when it was answered. */
  beganAt: number
  endedAt: number
}

interface Zone {
  value: string
  from: number
  to: number
}

/**
 * Whether some order of the operations explains all that was read, each taking effect at one moment between
 * its request and its answer. With a value for each write that can be decided exactly (Gibbons and Korach,
 * Testing Shared Memories, 1997): what all operations with one value say of it is a zone of time; a zone in
 * which the value must have stood may not meet another such zone, nor hold the whole of a value's zone.
 * @param history with a write of every value that is read, the first one among them.
 * @returns what can't be explained, or undefined.
 */
export function contradictionIn(history: readonly Operation[]): string | undefined {
  const clusters = new Map<string, { write?: Operation; operations: Operation[] }>()
  for (const operation of history) {
    const cluster = clusters.get(operation.value) ?? { operations: [] }
    clusters.set(operation.value, cluster)
    cluster.operations.push(operation)
    if (operation.kind === 'write') cluster.write = operation
  }

  const stood: Zone[] = []
  const passed: Zone[] = []
  for (const [value, { write, operations }] of clusters) {
    if (write === undefined) return `${value} was read, and nobody wrote it`
    if (operations.some(({ endedAt }) => endedAt < write.beganAt))
      return `${value} was read before it was written`
    const firstEnd = Math.min(...operations.map(({ endedAt }) => endedAt))
    const lastBegin = Math.max(...operations.map(({ beganAt }) => beganAt))
    if (firstEnd < lastBegin) stood.push({ value, from: firstEnd, to: lastBegin })
    else passed.push({ value, from: lastBegin, to: firstEnd })
  }

  stood.sort((a, b) => a.from - b.from)
  for (const [index, zone] of stood.entries()) {
    const next = stood[index + 1]
    if (next !== undefined && next.from < zone.to)
      return `${zone.value} and ${next.value} stood at the same time`
    const inside = passed.find(({ from, to }) => zone.from < from && to < zone.to)
    if (inside !== undefined) return `${inside.value} came and went while ${zone.value} stood`
  }
  return undefined
}
