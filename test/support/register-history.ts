/** A write or a read of a register, as a client saw it. Each write has a unique value. */
export interface Operation {
  kind: 'write' | 'read'
  value: string
  /** When it was sent and answered. */
  beganAt: number
  endedAt: number
}

interface Zone {
  value: string
  from: number
  to: number
}

/**
 * Whether some order of the operations explains all reads, with each taking effect at one moment between its request
 * and its response. With unique values this can be decided exactly (Gibbons and Korach, Testing Shared Memories,
 * 1997): the operations of a value define a zone of time; a zone during which the value must have been current may
 * not overlap another such zone, nor contain the whole zone of a value.
 * @param history with a write of every value that is read, including the initial one.
 * @returns the contradiction, or undefined.
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
