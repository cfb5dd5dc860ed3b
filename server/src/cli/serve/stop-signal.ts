/** Resolves at the first signal to stop, even if it comes during startup. Further signals have no effect. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve())
    process.on('SIGINT', () => resolve())
  })
}
