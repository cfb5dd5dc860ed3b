import type { Storage } from '../storage/storage.ts'

/** A storage that reports the location of each write that was committed. */
export function wakingStorage(storage: Storage, wake: (locationId: string) => void): Storage {
  return Object.assign(Object.create(storage) as Storage, {
    write: async (fn, scope) => {
      const result = await storage.write(fn, scope)
      if (typeof scope === 'object') wake(scope.locationId)
      return result
    },
  } satisfies Pick<Storage, 'write'>)
}
