/** A window of time, one after the other since 1970, in which so many are admitted. */
interface WindowLimit {
  lengthMs: number
  max: number
}

/** A short window, and a long one. */
export interface WindowLimits {
  short: WindowLimit
  long: WindowLimit
}

/** What has been counted for a key in one window. */
export interface WindowCount {
  /** Of the window: how many of its length have passed since 1970. */
  number: number
  count: number
}

export interface Admission {
  /** False where a window has no room: then nothing was counted. */
  admitted: boolean
  short: WindowCount
  long: WindowCount
}

/** Counts that all processes on a database share. They need not outlive a crash of it. */
export interface WindowCounts {
  /**
   * Counts one more for a key in the running windows, where both have room.
   * @throws StorageUnavailableError
   */
  admit(key: string): Promise<Admission>
}
