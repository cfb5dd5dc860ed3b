import { spawnSync } from 'node:child_process'
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './program.ts'

/** A disk that a test can fill. */
export class SmallDisk {
  readonly folder = temporaryFolder()
  /** Whether it could be mounted, which needs root on Linux. Without it, the folder is on the usual disk. */
  readonly isMounted: boolean
  readonly #ballast = join(this.folder, 'ballast')

  /** @param size such as `8m`. */
  constructor(size: string) {
    const options = ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', this.folder]
    this.isMounted = spawnSync('mount', options).status === 0
  }

  /** Leaves not one byte. */
  fill(): void {
    for (let bytes = 1024 * 1024; bytes >= 1; bytes = Math.floor(bytes / 2)) {
      try {
        // Bounded by the size of the disk.
        for (;;) appendFileSync(this.#ballast, Buffer.alloc(bytes))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    }
  }

  /** Removes what `fill` has written. */
  free(): void {
    rmSync(this.#ballast)
  }

  /** End the programs that use it first. */
  unmount(): void {
    if (this.isMounted) spawnSync('umount', [this.folder])
  }
}
