import { join } from 'node:path'
import type { OutputOptions, Plugin } from 'rolldown'

/**
 * Takes Node.js's own modules without an import: for one, Node.js evaluates all that the module exports, such as the whole
 * of fetch for `node:http`. That took 27 ms of CPU for `node:http`, and 4 MB for all of them.
 */
export const leanBuiltins: Plugin = {
  name: 'lean-builtins',
  resolveId: (id) =>
    process.getBuiltinModule(id) !== undefined && !needed.has(id.replace(/^node:/, ''))
      ? `${mark}${id.replace(/^node:/, '')}`
      : undefined,
  load: (id) =>
    id.startsWith(mark)
      ? `module.exports = process.getBuiltinModule('node:${id.slice(mark.length)}')`
      : undefined,
}

const mark = '\0builtin:'
/** What the bundler's own code imports, and a module that is a global, too. */
const needed = new Set(['module', 'process'])

/**
 * Puts the modules that a server on SQLite loads into two files: those that other commands and threads need, and the
 * rest. Small files for each set of modules that commands share took 20 % more CPU.
 * @param sources the folder of the sources.
 */
export function serverInTwoFiles(sources: string): {
  plugin: Plugin
  codeSplitting: NonNullable<OutputOptions['codeSplitting']>
} {
  const at = (file: string) => join(sources, file)
  const imports = new Map<string, readonly string[]>()
  const reachedFrom = (ids: readonly string[]): Set<string> => {
    const reached = new Set(ids)
    for (const id of reached) for (const next of imports.get(id) ?? []) reached.add(next)
    return reached
  }
  let shared: ReadonlySet<string> = new Set()
  let ofServer: ReadonlySet<string> = new Set()
  const plugin: Plugin = {
    name: 'server-in-two-files',
    buildEnd() {
      for (const id of this.getModuleIds()) imports.set(id, this.getModuleInfo(id)?.importedIds ?? [])
      // These run first: before the check of the version of Node.js, nothing else may be loaded.
      const first = reachedFrom([at('main.ts'), at('start.ts')])
      ofServer = new Set([...reachedFrom(serverPath.map(at))].filter((id) => !first.has(id)))
      const others = [...imports.keys()].filter(
        (id) => id.startsWith(at('cli/commands/')) || isWorker.test(id),
      )
      const light = others
        .map((id) => reachedFrom([id]))
        .filter((reached) => !reached.has(at('http/openapi.ts')))
      shared = reachedFrom([at('cli/program.ts'), ...light.flatMap((reached) => [...reached])])
    },
  }
  return {
    plugin,
    codeSplitting: {
      // Both sets have all that their modules import, except for what runs first.
      includeDependenciesRecursively: false,
      groups: [
        { name: 'shared', test: (id) => ofServer.has(id) && shared.has(id), priority: 1 },
        { name: 'server', test: (id) => ofServer.has(id) },
      ],
    },
  }
}

/** Each is imported by the one before it, on demand. */
const serverPath = ['cli/program.ts', 'cli/commands/serve.ts', 'cli/serve/serve.ts']
const isWorker = /-worker\.ts$/
