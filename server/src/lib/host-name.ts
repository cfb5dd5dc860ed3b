/** Whether a text is the name of a host: labels with a dot between them, no address and no name of this machine. */
export function isHostName(text: string): boolean {
  return (
    text.length <= 253 &&
    /^([a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?\.)+[a-z]([a-z\d-]{0,61}[a-z\d])$/i.test(text) &&
    !/\.localhost$/i.test(text)
  )
}
