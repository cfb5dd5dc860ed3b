import type { Storage } from '../storage/storage.ts'

/** A storage that reports the location of each write that was committed. */
export function wakingStorage(storage: Storage, wake: (locationId: string) => void): Storage {
  return {
    read: (fn, scope) => storage.read(fn, scope),
    async write(fn, scope) {
      const result = await storage.write(fn, scope)
      if (typeof scope === 'object') wake(scope.locationId)
      return result
    },
    changeStamp: () => storage.changeStamp(),
    checkWritable: () => storage.checkWritable(),
    ...(storage.openCounts && { openCounts: storage.openCounts.bind(storage) }),
    ...(storage.takeImage && { takeImage: storage.takeImage.bind(storage) }),
    close: () => storage.close(),
  }
}
