import { Presets, SingleBar } from 'cli-progress'
import type { CopiedTable, CopyWatcher } from '../storage/copy/copy-tables.ts'
import { printTable, say } from './output.ts'
import { withFailures } from './with-storage.ts'

const checksumLength = 16

type Progress = CopyWatcher & { end(): void }

const progressLines: Progress = {
  begin: () => undefined,
  advance: () => undefined,
  copied: ({ name, rows }) => say(`${name}: ${rows} rows`),
  end: () => undefined,
}

/** A bar, without colours, that is gone in the end. */
export function progressBar(terminal: NodeJS.WritableStream): Progress {
  const bar = new SingleBar(
    {
      stream: terminal,
      // Each row is copied, and then checked.
      format: '{bar} {percentage}% of rows copied and checked, {eta_formatted} left',
      barsize: 30,
      clearOnComplete: true,
      // A terminal whose cursor is hidden, or that wraps no lines, would stay so after Ctrl-C.
      hideCursor: false,
      linewrap: true,
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

/** Runs what copies, and shows how far it is: by a bar on a terminal, elsewhere by a line a table. @throws Failure */
export async function withProgress<T>(work: (watcher: CopyWatcher) => Promise<T>): Promise<T> {
  const progress = process.stderr.isTTY ? progressBar(process.stderr) : progressLines
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
