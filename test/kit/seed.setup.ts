import fc from 'fast-check'
import { isLong, seed } from './seed.ts'

fc.configureGlobal({ seed: seed(), ...(isLong() && { numRuns: 2_000 }) })
