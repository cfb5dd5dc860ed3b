import { afterAll } from 'vitest'
import { endPrograms } from './program.ts'

// A set-up file runs for each test file, but a shared module is loaded once, and so are its hooks.
afterAll(endPrograms)
