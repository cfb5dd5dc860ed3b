import { Presets, SingleBar } from 'cli-progress'
import type { CopiedTable, CopyWatcher } from '../storage/copy/copy-tables.ts'
import { printTable, say } from './output.ts'
import { withFailures } from './with-storage.ts'

const checksumLength = 16

/** A bar on a terminal, elsewhere a line a table. */
function copyProgress(): CopyWatcher & { end(): void } {
  if (!process.stderr.isTTY) {
    return {
      begin: () => undefined,
      advance: () => undefined,
      copied: ({ name, rows }) => say(`${name}: ${rows} rows`),
      end: () => undefined,
    }
  }
  const bar = new SingleBar(
    {
      stream: process.stderr,
      // Each row is copied, and then checked.
      format: '{bar} {percentage}% of rows copied and checked, {eta_formatted} left',
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.rect,
  )
  return {
    begin: (rows) => bar.start(rows, 0),
    advance: (rows) => bar.increment(rows),
    copied: () => undefined,
    end: () => bar.stop(),
  }
}

/** Runs what copies, and shows how far it is. @throws Failure */
export async function withProgress<T>(work: (watcher: CopyWatcher) => Promise<T>): Promise<T> {
  const progress = copyProgress()
  try {
    return await withFailures(() => work(progress))
  } finally {
    progress.end()
  }
}

/** The tables that were copied, and that are the same on both sides. */
export function printTables(tables: readonly CopiedTable[]): void {
  printTable(
    ['TABLE', 'ROWS', 'CHECKSUM'],
    tables.map(({ name, rows, checksum }) => [name, String(rows), checksum.slice(0, checksumLength)]),
  )
}
