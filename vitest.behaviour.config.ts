import { defineConfig } from 'vitest/config'

/** The second step of `npm test`: reads the report of the first. With `--mode all` every test file must be in it. */
export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/behaviour/*.check.ts'],
    pool: 'threads',
    env: { CONTACTD_TEST_TIERS: mode === 'all' ? 'all' : 'some' },
  },
}))
