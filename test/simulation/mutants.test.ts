import { describe, expect, test } from 'vitest'
import { figure } from '../kit/figures.ts'
import { history } from './history.ts'
import { MUTANTS } from './mutants.ts'

describe('T51: bugs that somebody could write are found', () => {
  test.each(MUTANTS)(
    '$name',
    async ({ name, within, ...options }) => {
      for (let tried = 1; tried <= within; tried += 1) {
        const ended = await history(tried, options)
        if (ended.problems.length === 0) continue
        figure(`T51 mutant: ${name}`, { 'found by history': tried, 'at most': within })
        return
      }
      expect.fail(`not found within ${within} histories`)
    },
    120_000,
  )
})
