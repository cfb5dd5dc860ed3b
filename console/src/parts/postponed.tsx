import { Button, Group, Paper, Progress, Text } from '@mantine/core'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { failureText } from '../api/failure.ts'
import './postponed.css'
import { Problem } from './problem.tsx'

/** How long a change can be undone. */
const undoMs = 10_000
const tickMs = 250

/** A change that is not sent yet. */
export interface PostponedChange {
  /** What it does: `Delete 3 contacts`. */
  text: string
  /** Sends it. @throws ApiFailure */
  run(): Promise<void>
}

type State =
  | { kind: 'none' }
  | { kind: 'waiting'; change: PostponedChange; until: number }
  | { kind: 'running'; text: string }
  | { kind: 'failed'; text: string; error: unknown }

let state: State = { kind: 'none' }
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function enter(next: State): void {
  state = next
  for (const tell of listeners) tell()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Keeps a change for ten seconds, in which it can be undone, on any page. One that waits already is sent at once. */
export function postpone(change: PostponedChange): void {
  void sendNow()
  timer = setTimeout(() => void sendNow(), undoMs)
  enter({ kind: 'waiting', change, until: performance.now() + undoMs })
}

function undo(): void {
  clearTimeout(timer)
  enter({ kind: 'none' })
}

async function sendNow(): Promise<void> {
  clearTimeout(timer)
  if (state.kind !== 'waiting') return
  const { change } = state
  const running: State = { kind: 'running', text: change.text }
  enter(running)
  try {
    await change.run()
    if ((state as State) === running) enter({ kind: 'none' })
  } catch (error) {
    enter({ kind: 'failed', text: change.text, error })
  }
}

/** Shows the change that waits, with "Undo". Nothing has been sent while it is shown. */
export function PostponedBar() {
  const now = useSyncExternalStore(subscribe, () => state)
  const [left, setLeft] = useState(undoMs)
  useEffect(() => {
    if (now.kind !== 'waiting') return
    const update = () => setLeft(Math.max(0, now.until - performance.now()))
    update()
    const ticking = setInterval(update, tickMs)
    // A page that is closed sends nothing: the browser asks first.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => {
      clearInterval(ticking)
      window.removeEventListener('beforeunload', ask)
    }
  }, [now])
  if (now.kind === 'none') return null
  return (
    <Paper
      className="postponed"
      withBorder
      shadow="lg"
      radius="lg"
      p="sm"
      role="region"
      aria-label="Pending change"
    >
      {now.kind === 'failed' ? (
        <>
          <Problem>
            {now.text} failed: {failureText(now.error)}
          </Problem>
          <Button mt="xs" size="compact-sm" variant="default" onClick={() => enter({ kind: 'none' })}>
            Close
          </Button>
        </>
      ) : (
        <>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" role="status" component="div">
              {now.kind === 'waiting' ? `${now.change.text}: not sent yet` : `${now.text} …`}
            </Text>
            {now.kind === 'waiting' && (
              <Button size="compact-sm" variant="default" onClick={undo}>
                Undo ({Math.ceil(left / 1000)} s)
              </Button>
            )}
          </Group>
          {now.kind === 'waiting' && (
            <Progress mt="xs" size="xs" value={(left / undoMs) * 100} aria-label="Time to undo" />
          )}
        </>
      )}
    </Paper>
  )
}
