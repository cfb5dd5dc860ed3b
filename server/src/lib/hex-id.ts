import type { Ids } from './ids.ts'

/** 24 hexadecimal digits (96 random bits): the form of HighLevel's app and business ids. */
export function hexId(ids: Ids): string {
  const half = () => ids.uuid().replaceAll('-', '').slice(0, 12)
  return half() + half()
}
