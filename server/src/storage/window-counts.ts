/** A limit for consecutive windows of time since 1970. */
interface WindowLimit {
  lengthMs: number
  max: number
}

/** A short window, and a long one. */
export interface WindowLimits {
  short: WindowLimit
  long: WindowLimit
}

/** The count of a key in one window. */
export interface WindowCount {
  /** The window's number: how many windows have passed since 1970. */
  number: number
  count: number
}

export interface Admission {
  /** False if a window is full: then nothing was counted. */
  admitted: boolean
  short: WindowCount
  long: WindowCount
}

/** Counts that all processes of a database share. They may be lost in a crash of it. */
export interface WindowCounts {
  /**
   * Counts one more for a key, if both current windows have room.
   * @throws StorageUnavailableError
   */
  admit(key: string): Promise<Admission>
}
