/**
 * What to tell a user whose Node.js is too old; undefined if it is new enough. The native part of the store needs Node-API
 * 10 and crashes without a message on older versions.
 */
export const nodeIsTooOld =
  Number(process.versions.napi) < 10
    ? `contactd: Node.js ${process.versions.node} is too old: install Node.js 22.19 or newer (in a checkout, npm ci brings one).`
    : undefined
