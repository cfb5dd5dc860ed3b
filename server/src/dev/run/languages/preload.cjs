// Loaded by Node.js and Bun in front of a program, in its worker threads and in its child processes. Leads connections
// to the intercepted names to contactd: every module opens its connections with `Socket.prototype.connect`.
const childProcess = require('node:child_process')
const { syncBuiltinESMExports } = require('node:module')
const { Socket } = require('node:net')

const names = new Set((process.env.CONTACTD_RUN_NAMES ?? '').split(','))
const tlsPort = Number(process.env.CONTACTD_RUN_TLS_PORT)
const httpPort = Number(process.env.CONTACTD_RUN_HTTP_PORT)
const isOffline = process.env.CONTACTD_RUN_OFFLINE === '1'
const isLoopback = (host) => /^(127\.[\d.]+|::1|(.+\.)?localhost)$/.test(host)

const connect = Socket.prototype.connect
Socket.prototype.connect = function (...args) {
  // node:net passes on its own arguments as one list, whose first item has the options.
  const list = Array.isArray(args[0]) ? args[0] : args
  const options = optionsOf(list)
  const host = typeof options?.host === 'string' ? options.host.toLowerCase().replace(/\.$/, '') : 'localhost'
  if (names.has(host)) {
    const port = Number(options.port) === 80 ? httpPort : tlsPort
    if (typeof list[0] === 'object') list[0] = { ...options, host: '127.0.0.1', port }
    else [list[0], list[1]] = [port, '127.0.0.1']
  } else if (isOffline && options !== undefined && !isLoopback(host)) {
    const error = new Error(`contactd run --offline: ${host} is not intercepted`)
    process.nextTick(() => this.destroy(Object.assign(error, { code: 'ECONNREFUSED' })))
    return this
  }
  return Reflect.apply(connect, this, args)
}

/** The options of a connection over TCP: `(options)` or `(port, host)`. @returns undefined for a socket of the system. */
function optionsOf([first, second]) {
  if (typeof first === 'object' && first !== null) return first.path ? undefined : first
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))
  return isPort ? { port: first, host: second } : undefined
}

// A child process finds contactd also if the program makes a new environment for it, as MCP clients do.
const variables = Object.fromEntries(
  (process.env.CONTACTD_RUN_VARIABLES ?? '').split(',').map((name) => [name, process.env[name] ?? '']),
)
/** The variables that an environment lacks; none for one that is made of the program's own. */
const lacking = (names) =>
  names.includes('CONTACTD_RUN_NAMES')
    ? []
    : Object.entries(variables).filter(([name]) => !names.includes(name))

const { ChildProcess } = childProcess
const spawn = ChildProcess.prototype.spawn
ChildProcess.prototype.spawn = function (options, ...rest) {
  const pairs = options?.envPairs
  if (Array.isArray(pairs)) {
    const names = pairs.map((pair) => pair.slice(0, pair.indexOf('=')))
    for (const [name, value] of lacking(names)) pairs.push(`${name}=${value}`)
  }
  return Reflect.apply(spawn, this, [options, ...rest])
}
for (const name of ['execSync', 'execFileSync', 'spawnSync']) {
  const run = childProcess[name]
  childProcess[name] = (...args) => run(...args.map(withVariables))
}
syncBuiltinESMExports()

function withVariables(arg) {
  if (typeof arg?.env !== 'object' || arg.env === null) return arg
  return { ...arg, env: { ...arg.env, ...Object.fromEntries(lacking(Object.keys(arg.env))) } }
}
