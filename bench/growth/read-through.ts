import { closeSync, openSync, readSync } from 'node:fs'

const blockBytes = 4 * 1024 * 1024

/**
 * Reads a file once, so that the system has it in memory. A virtual machine's host may take back memory that
 * rests: what is measured then is the disk, which each get of a large database waits for.
 */
export function readThrough(file: string): void {
  const descriptor = openSync(file, 'r')
  const block = Buffer.alloc(blockBytes)
  // Ends at the end of the file.
  while (readSync(descriptor, block) > 0);
  closeSync(descriptor)
}
