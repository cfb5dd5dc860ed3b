import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder in which contactd keeps what belongs to the user and to no database: `~/.local/state/contactd`, or what
 * the system has for it.
 */
export function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'contactd')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'contactd')
  return join(env.XDG_STATE_HOME || join(home, '.local', 'state'), 'contactd')
}
