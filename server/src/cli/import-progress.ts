import { Presets, SingleBar } from 'cli-progress'
import type { ImportWatcher } from '../import/import-contacts.ts'
import { say } from './output.ts'

/** Sentences, and on a terminal a bar without colours below them, which is removed at the end. */
export function importProgress(terminal: NodeJS.WriteStream): ImportWatcher & { end(): void } {
  if (!terminal.isTTY) return { say, advance: () => undefined, end: () => undefined }
  const bar = new SingleBar(
    {
      stream: terminal,
      format: '{bar} {percentage}% of the file checked and imported, {eta_formatted} left',
      barsize: 30,
      clearOnComplete: true,
      // After Ctrl-C, a terminal would keep a hidden cursor or disabled line wrap.
      hideCursor: false,
      linewrap: true,
    },
    Presets.rect,
  )
  let isShown = false
  return {
    say(line) {
      if (isShown) terminal.write('\r\x1b[K')
      say(line)
    },
    advance(bytes, of) {
      if (isShown) bar.update(bytes)
      else bar.start(of, bytes)
      isShown = true
    },
    end() {
      if (isShown) bar.stop()
    },
  }
}
