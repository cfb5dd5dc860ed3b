const waiting: (() => void)[] = []

/**
 * Resolves at the beginning of a turn of the event loop that no other `ownTurn` shares. For work of several
 * milliseconds: `setImmediate` alone would run all waiting work in one turn, such as the bodies of eight large
 * requests. Callers are served in order.
 */
export function ownTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(next)
  })
}

function next(): void {
  waiting[0]?.()
  waiting.shift()
  if (waiting.length > 0) setImmediate(next)
}
