import { vi } from 'vitest'

/**
 * The SQL statements that the server declares, in freshly loaded modules: loaded ones may include statements of
 * earlier tests in this process.
 */
export async function serverStatements() {
  vi.resetModules()
  const { buildProgram } = await import('../../server/src/cli/program.ts')
  await buildProgram()
  await import('../../server/src/cli/serve/serve.ts')
  const { declaredStatements } = await import('../../server/src/storage/statement.ts')
  return declaredStatements()
}
