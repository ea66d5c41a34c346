import { desk, proceedings } from '@ihala/desk'
import { defineService, type Service } from '@ihala/kit'
import { kind } from './kind.ts'
import { marks } from './marks/marks.ts'
import { matters } from './matters/matters.ts'

/** The Ministry's intake: complaints, their clocks, and who may hear them. */
export const service: Service = defineService({ kind: kind.name, features: [desk, marks, matters, proceedings], serves: kind.serves })
