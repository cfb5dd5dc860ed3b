const checkMs = 1000

/**
 * Sends SIGTERM to this process when its parent has ended. npm passes a signal on to its shell, and a shell that does not exec its command
 * ends without it. Does nothing on Windows, where a process keeps the id of a parent that has ended.
 */
export function endWithParent() {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, checkMs)
  timer.unref()
}
