/** The result of a check, and what to do about it. */
export interface Finding {
  status: 'ok' | 'warn' | 'fail'
  found: string
  /** Missing if there is nothing to do. */
  advice?: string
}

export interface Check {
  name: string
  run(): Promise<Finding>
}

/** Time limit of a check. */
const checkTimeoutMs = 40_000

/** Runs one check. A check that throws or exceeds its time limit has failed. */
export async function runCheck(
  { name, run }: Check,
  timeoutMs = checkTimeoutMs,
): Promise<Finding & { name: string }> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<Finding>((resolve) => {
    const found = `no answer within ${timeoutMs / 1000} s`
    timer = setTimeout(() => resolve({ status: 'fail', found }), timeoutMs)
  })
  try {
    return { name, ...(await Promise.race([run(), tooLate])) }
  } catch (error) {
    return { name, status: 'fail', found: error instanceof Error ? error.message : String(error) }
  } finally {
    clearTimeout(timer)
  }
}
