/** A value, or a promise of it if it takes further turns of the event loop. */
export type MaybePromise<T> = T | Promise<T>

/**
 * Calls `fn` with a value: at once if it is ready, or when its promise resolves. An `await` in place of this would take
 * a turn of the microtask queue for each value that is ready, several times a request.
 */
export const whenReady = <T, R>(
  value: MaybePromise<T>,
  fn: (value: T) => MaybePromise<R>,
): MaybePromise<R> => (value instanceof Promise ? value.then(fn) : fn(value))
