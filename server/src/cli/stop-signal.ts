/** Resolves at the first signal to stop, also one that comes during the start. Further ones hasten nothing. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve())
    process.on('SIGINT', () => resolve())
  })
}
