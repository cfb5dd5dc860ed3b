import { Presets, SingleBar } from 'cli-progress'
import { Option } from 'commander'
import type { CopiedTable, CopyWatcher } from '../storage/copy/copy-tables.ts'
import { withVariable } from './options.ts'
import { counted, printJson, printTable, say } from './output.ts'
import { withFailures } from './with-storage.ts'

const checksumLength = 16

/** Progress of work that is counted in advance. */
interface CountedProgress {
  begin(count: number): void
  advance(count: number): void
  end(): void
}

type Progress = CopyWatcher & CountedProgress

const progressLines: Progress = {
  begin: () => undefined,
  advance: () => undefined,
  copied: ({ name, rows }) => say(`${name}: ${counted(rows, 'row')}`),
  end: () => undefined,
}

const nothing: Progress = {
  begin: () => undefined,
  advance: () => undefined,
  copied: () => undefined,
  end: () => undefined,
}

/** How much output a copying command prints. */
export interface TellOptions {
  json?: boolean
  quiet?: boolean
}

/** `--quiet`, for commands that print progress. */
export const quietOption = () =>
  withVariable(new Option('--quiet', 'print only errors; with --json, only the JSON'))

/**
 * A bar without colours that is removed at the end.
 * @param done what a share of the work is. Each row of a copy is copied, then verified.
 */
export function progressBar(terminal: NodeJS.WritableStream, done = 'of rows copied and checked'): Progress {
  const bar = new SingleBar(
    {
      stream: terminal,
      format: `{bar} {percentage}% ${done}, {eta_formatted} left`,
      barsize: 30,
      clearOnComplete: true,
      // After Ctrl-C, a terminal would keep a hidden cursor or disabled line wrap.
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

/**
 * Runs a copy and shows its progress: a bar on a terminal, elsewhere a line per table, or nothing.
 * @throws Failure
 */
export async function withProgress<T>(
  { quiet = false }: { quiet?: boolean | undefined },
  work: (watcher: CopyWatcher) => Promise<T>,
): Promise<T> {
  const loud = process.stderr.isTTY ? () => progressBar(process.stderr) : () => progressLines
  const progress = quiet ? nothing : loud()
  try {
    return await withFailures(() => work(progress))
  } finally {
    progress.end()
  }
}

/** Prints the copied tables, which are equal on both sides. @param what further text about the copy. */
export function printTables(
  tables: readonly CopiedTable[],
  { json = false, quiet = false }: { json?: boolean | undefined; quiet?: boolean | undefined },
  what: Record<string, string>,
): void {
  if (json) printJson({ ...what, tables })
  if (json || quiet) return
  printTable(
    ['TABLE', 'ROWS', 'CHECKSUM'],
    tables.map(({ name, rows, checksum }) => [name, String(rows), checksum.slice(0, checksumLength)]),
  )
}
