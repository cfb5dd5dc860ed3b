import { Presets, SingleBar } from 'cli-progress'
import type { CopyWatcher } from '../storage/copy/copy-tables.ts'
import { say } from './output.ts'

/** Shows how far a copy is: a bar on a terminal, elsewhere a line a table. */
export function copyProgress(): CopyWatcher & { end(): void } {
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
