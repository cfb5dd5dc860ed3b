import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'

const rowHeight = 44
/** How many rows before the end the next page is loaded. */
const ahead = 40

/** Which rows of a scrolled table are visible, and the heights of those before and after them, in pixels. */
export function useVisibleRows(count: number, onNearEnd: () => void) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const visible = virtualizer.getVirtualItems()
  const last = visible.at(-1)?.index ?? 0
  useEffect(() => {
    if (count > 0 && last >= count - ahead) onNearEnd()
  }, [last, count, onNearEnd])
  return {
    scroller,
    visible,
    before: visible[0]?.start ?? 0,
    after: virtualizer.getTotalSize() - (visible.at(-1)?.end ?? 0),
  }
}
